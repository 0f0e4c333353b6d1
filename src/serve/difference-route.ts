import type { Context, Hono } from 'hono';
import type { Snapshot } from '../model/snapshot.ts';
import type { Control } from './control.ts';
import { noStore, refuse } from './envelope.ts';

type Deps = { readonly snapshot: () => Snapshot; readonly control: Control };

/**
 * `GET /api/v1/incidents/ID/diff.pb.gz`: the change as a profile, for `go tool pprof` and Pyroscope;
 * `…/growth.pb.gz`: what grew alone, for viewers that know no negative numbers.
 */
export function addDifferenceRoute(app: Hono, deps: Deps): void {
  app.get('/api/v1/incidents/:id/diff.pb.gz', (c) => send(c, deps, c.req.param('id'), 'all'));
  app.get('/api/v1/incidents/:id/growth.pb.gz', (c) => send(c, deps, c.req.param('id'), 'growth'));
}

async function send(
  c: Context,
  { snapshot, control }: Deps,
  id: string,
  part: 'all' | 'growth',
): Promise<Response> {
  const incident = snapshot().incidents.find((one) => one.id === id);
  if (incident === undefined) return refuse(c, 404, `no incident ${id}`);
  if (incident.diffs.length === 0) {
    return refuse(c, 404, `nothing has been compared for incident ${id} yet`);
  }
  const profile = await control.difference(incident, part);
  if (!profile.ok) return refuse(c, 500, profile.reason);
  const name = `${id.replaceAll(/[^\w.-]/g, '_')}${part === 'all' ? '' : '-growth'}`;
  return c.body(new Uint8Array(profile.value), 200, {
    ...noStore,
    'content-type': 'application/vnd.google.protobuf+gzip',
    'content-disposition': `attachment; filename="${name}.pb.gz"`,
  });
}
