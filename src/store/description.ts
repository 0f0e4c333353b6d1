import { join } from 'node:path';
import type { Capture, CaptureRole, ProfileKind } from '../model/capture.ts';
import { hasShape } from './has-shape.ts';

const shape = {
  id: 'string',
  targetId: 'string',
  kind: 'string',
  role: 'string',
  atMs: 'number',
  lifeStartAtMs: 'number',
  gc: 'boolean',
  path: 'string',
  bytes: 'number',
  tookMs: 'number',
} as const;
const kinds: readonly string[] = ['heap', 'goroutine', 'goroutineleak'] satisfies ProfileKind[];
const roles: readonly string[] = [
  'baseline',
  'suspicion',
  'incident',
  'recorder',
  'manual',
] satisfies CaptureRole[];

/** The text of a description → its capture in the store at `path`, wherever that lay before; null: torn. */
export function parseDescription(path: string, text: string): Capture | null {
  try {
    const parsed: Capture & { url?: unknown } = JSON.parse(text);
    if (!hasShape(parsed, shape)) return null;
    const { url: _, ...capture } = parsed;
    if (!kinds.includes(capture.kind) || !roles.includes(capture.role)) return null;
    return { ...capture, path: join(path, capture.path) };
  } catch {
    return null;
  }
}
