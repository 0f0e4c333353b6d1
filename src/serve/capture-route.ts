import type { Hono } from 'hono';
import type { Snapshot } from '../model/snapshot.ts';
import { instanceOf, type Target } from '../model/target.ts';
import type { Control } from './control.ts';
import { answer, refuse } from './envelope.ts';
import { readJson } from './read-json.ts';

const maxBytes = 64 * 1024;

/** `POST /api/v1/captures` with `{"target":"…"}`: captures now; answers with what has begun, and why the rest has not. */
export function addCaptureRoute(
  app: Hono,
  { snapshot, control }: { readonly snapshot: () => Snapshot; readonly control: Control },
): void {
  app.post('/api/v1/captures', async (c) => {
    const body = await readJson(c, maxBytes);
    if (!body.ok) return body.response;
    const { captureShape } = await import('./request-shapes.ts');
    const asked = captureShape.safeParse(body.value);
    if (!asked.success) {
      return refuse(c, 400, 'the body is {"target":"…"}: an id, an instance, a URL or a workload');
    }
    const { targets } = snapshot();
    const meant = targets.filter(({ target }) => isMeant(target, asked.data.target));
    if (meant.length === 0) {
      return refuse(
        c,
        404,
        'no target has this id, instance, URL or workload; GET /api/v1/targets',
      );
    }
    const data = begin(
      meant.map(({ target }) => target),
      control,
    );
    if (data.started.length > 0) return answer(c, data, { status: 202 });
    const headers = { 'retry-after': '10' };
    return refuse(c, 503, 'no capture was started; notStarted says why', { headers, data });
  });
}

function begin(targets: readonly Target[], control: Control) {
  const started: object[] = [];
  const notStarted: object[] = [];
  for (const target of targets) {
    const why = control.capture(target.id, 'manual');
    const { id, workload } = target;
    const about = { target: id, instance: instanceOf(target), workload };
    if (why === null) started.push({ ...about, profiles: target.profiles?.kinds ?? [] });
    else notStarted.push({ ...about, reason: why });
  }
  return { started, notStarted };
}

function isMeant(target: Target, asked: string): boolean {
  return [target.id, instanceOf(target), target.url, target.workload].includes(asked);
}
