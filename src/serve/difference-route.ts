import type { Hono } from 'hono';
import type { Snapshot } from '../model/snapshot.ts';
import type { Control } from './control.ts';
import { noStore, refuse } from './envelope.ts';

/** `GET /api/v1/incidents/ID/diff.pb.gz`: what grew, as a profile for `go tool pprof` and Pyroscope. */
export function addDifferenceRoute(
  app: Hono,
  { snapshot, control }: { readonly snapshot: () => Snapshot; readonly control: Control },
): void {
  app.get('/api/v1/incidents/:id/diff.pb.gz', async (c) => {
    const id = c.req.param('id');
    const incident = snapshot().incidents.find((one) => one.id === id);
    if (incident === undefined) return refuse(c, 404, `no incident ${id}`);
    if (incident.diffs.length === 0) {
      return refuse(c, 404, `nothing has been compared for incident ${id} yet`);
    }
    const profile = await control.difference(incident);
    if (!profile.ok) return refuse(c, 500, profile.reason);
    return c.body(new Uint8Array(profile.value), 200, {
      ...noStore,
      'content-type': 'application/vnd.google.protobuf+gzip',
      'content-disposition': `attachment; filename="${id.replaceAll(/[^\w.-]/g, '_')}.pb.gz"`,
    });
  });
}
