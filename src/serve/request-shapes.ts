import { z } from 'zod';

// Loaded with the first request that has a body: beside an app in its pod most processes never get one, and zod
// takes megabytes.

/** What `POST /api/v1/captures` takes. */
export const captureShape = z.strictObject({
  /** A target's id, its instance, its URL or its workload. */
  target: z.string().min(1),
});

/** What `POST /api/v1/snoozes` takes. */
export const snoozeShape = z.strictObject({
  workload: z.string().min(1).max(1000),
  for: z.string(),
  why: z.string().trim().min(1, 'say why').max(1000),
  by: z.string().max(200).default(''),
});

/** Alertmanager's webhook payload, as far as it is read. */
export const payloadShape = z.looseObject({ alerts: z.array(z.unknown()) });

/** One of its alerts. */
export const alertShape = z.looseObject({
  status: z.string().default('firing'),
  labels: z.record(z.string(), z.string()).default({}),
  startsAt: z.string().max(64).default(''),
  fingerprint: z.string().max(64).optional(),
});
