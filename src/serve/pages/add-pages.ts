import type { Context, Hono } from 'hono';
import type { PagesDeps } from './pages-deps.ts';

/** Where the pages for people are, and the files that these name. */
const places = ['/', '/live', '/page.css', '/page.js', '/icon.svg'];

/**
 * Adds the pages, which are loaded when somebody first asks for one: a sidecar that nobody looks at has
 * no room for them. What comes back answers for a page that is not there.
 */
export function addPages(app: Hono, deps: PagesDeps): (c: Context) => Promise<Response> {
  let loaded: Promise<Hono> | null = null;
  const answer = async (c: Context) => {
    loaded ??= import('./pages-app.ts').then(({ createPagesApp }) => createPagesApp(deps));
    const pages = await loaded;
    return pages.fetch(c.req.raw, c.env);
  };
  for (const place of places) app.get(place, answer);
  return answer;
}
