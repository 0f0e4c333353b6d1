import type { Context, Hono } from 'hono';
import type { EventHistory } from '../event-history.ts';
import type { PagesDeps } from './pages-deps.ts';

/** Where the pages for people are, and the files that these name. */
const places = ['/', '/live', '/page.css', '/page.js', '/report.js', '/icon.svg'];
const folders = ['/targets/*', '/incidents/*', '/speedscope', '/speedscope/*'];

/**
 * Adds the pages, which are loaded when somebody first asks for one: a sidecar that nobody looks at has
 * no room for them. What comes back answers for a page that is not there.
 */
export function addPages(
  app: Hono,
  deps: PagesDeps,
  history: EventHistory,
): (c: Context) => Promise<Response> {
  let loaded: Promise<Hono> | null = null;
  const answer = async (c: Context) => {
    loaded ??= import('./pages-app.ts').then(({ createPagesApp }) => createPagesApp(deps, history));
    const pages = await loaded;
    return pages.fetch(c.req.raw, c.env);
  };
  for (const place of [...places, ...folders]) app.get(place, answer);
  for (const folder of ['/targets/*', '/incidents/*']) app.post(folder, answer);
  return answer;
}
