import { type Context, Hono } from 'hono';
import { pageHeaders as headers } from './page-headers.ts';

/** A page that was made, or why it was not: a page too, with its sentence in it. */
export type MadePage = { readonly status: 200 | 400; readonly html: string };

/** What the server of a profile shows. */
export type ProfileAppDeps = {
  /** The page of a view; null: there is no such view. */
  readonly page: (view: string, query: ReadonlyMap<string, string>) => Promise<MadePage | null>;
  readonly style: string;
  readonly script: string;
  readonly icon: string;
  /** The profile in pprof's format. */
  readonly profile: () => Uint8Array;
};

/** The routes of `sawtooth pprof -http`, at the paths of pprof: `/ui/flamegraph`, `/ui/top` … */
export function createProfileApp(deps: ProfileAppDeps): Hono {
  const app = new Hono();
  const file = (type: string, text: string) => (c: Context) =>
    c.body(text, 200, { ...headers, 'content-type': type });
  app.get('/', (c) => forward(c, 'ui/flamegraph'));
  app.get('/ui', (c) => forward(c, 'ui/flamegraph'));
  app.get('/ui/', (c) => forward(c, 'flamegraph'));
  app.get('/ui/page.css', file('text/css; charset=utf-8', deps.style));
  app.get('/ui/page.js', file('text/javascript; charset=utf-8', deps.script));
  app.get('/ui/icon.svg', file('image/svg+xml', deps.icon));
  app.get('/ui/download', (c) =>
    c.body(new Uint8Array(deps.profile()), 200, {
      ...headers,
      'content-type': 'application/vnd.google.protobuf+gzip',
      'content-disposition': 'attachment; filename="profile.pb.gz"',
    }),
  );
  app.get('/ui/:view', async (c) => {
    const query = new Map(Object.entries(c.req.query()).filter(([, value]) => value !== ''));
    const made = await deps.page(c.req.param('view'), query);
    return made === null
      ? c.text(`${c.req.path} is not served here; /ui/ is.\n`, 404, headers)
      : c.html(made.html, made.status, headers);
  });
  app.notFound((c) => c.text(`${c.req.path} is not served here; /ui/ is.\n`, 404, headers));
  app.onError((error, c) => c.text(`${error.message}\n`, 500, headers));
  return app;
}

/** A relative place, so that a proxy may serve it under another path. */
function forward(c: Context, to: string): Response {
  const query = new URL(c.req.url).search;
  return c.body(null, 302, { ...headers, location: `${to}${query}` });
}
