import { createHash } from 'node:crypto';
import { z } from 'zod';
import type { QueryConfig } from '../../model/config.ts';

/** JSON knows neither NaN nor infinity: what there is none of yet is null. */
const number = z.number().nullable();

const joinSchema = z.object({
  /** By the key of its series: when its newest sample was, and what it said. */
  strands: z.array(z.tuple([z.number(), number, number])),
  /** Source and name; when it was first seen, and when its container started. */
  generations: z.array(z.tuple([z.string(), z.string(), z.number(), number])),
  beforeMs: number,
  oomAtMs: number,
  life: z.string(),
});

const placeSchema = z.object({
  readMs: z.number(),
  sampling: z.union([
    z.object({ kind: z.literal('raw') }),
    z.object({ kind: z.enum(['last', 'floors']), stepMs: z.number().positive() }),
  ]),
  processes: z.array(z.object({ name: z.string(), heardMs: number, join: joinSchema })),
});

/** What a join knows of what it has read. */
export type SavedJoin = z.output<typeof joinSchema>;

/** Up to when a workload has been read, and by what samples; what its processes said last. */
export type SavedPlace = z.output<typeof placeSchema>;

/** What JSON made of a place; null: it is none. */
export function parsePlace(saved: unknown): SavedPlace | null {
  return placeSchema.safeParse(saved).data ?? null;
}

/**
 * What decides which samples a query brings and how they are named, as a text: what was read by another one is not
 * gone on with. A hash, since an address may have a password.
 */
export function feedKey(config: QueryConfig): string {
  const { url, match, workloadLabels, limitBytes, step } = config;
  const text = JSON.stringify([url, match, workloadLabels, limitBytes, step]);
  return createHash('sha256').update(text).digest('hex').slice(0, 32);
}
