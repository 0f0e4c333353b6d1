import { z } from 'zod';

// Loaded when such a peer is asked at all: beside an app in its pod mostly none is, and zod takes megabytes.

/** `GET /api/v2/alerts` of an Alertmanager, as far as it is read. */
export const alertsShape = z.array(
  z.looseObject({
    fingerprint: z.string(),
    status: z.looseObject({
      silencedBy: z.array(z.string()).default([]),
      inhibitedBy: z.array(z.string()).default([]),
    }),
  }),
);

/** `GET /api/v2/silence/ID`. */
export const silenceShape = z.looseObject({
  createdBy: z.string().default(''),
  comment: z.string().default(''),
  endsAt: z.string().optional(),
});

/** A pod of the Kubernetes API. */
export const podShape = z.object({ metadata: z.object({ uid: z.string() }) });
