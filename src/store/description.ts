import { join } from 'node:path';
import { z } from 'zod';
import type { Capture } from '../model/capture.ts';

const shape = z.object({
  id: z.string(),
  targetId: z.string(),
  kind: z.enum(['heap', 'goroutine', 'goroutineleak']),
  role: z.enum(['baseline', 'suspicion', 'incident', 'recorder', 'manual']),
  atMs: z.number(),
  lifeStartAtMs: z.number(),
  gc: z.boolean(),
  path: z.string(),
  bytes: z.number().int().nonnegative(),
  tookMs: z.number(),
});

/** The text of a description → its capture in the store at `path`, wherever that lay before; null: torn. */
export function parseDescription(path: string, text: string): Capture | null {
  try {
    const parsed = shape.parse(JSON.parse(text));
    return { ...parsed, path: join(path, parsed.path) };
  } catch {
    return null;
  }
}
