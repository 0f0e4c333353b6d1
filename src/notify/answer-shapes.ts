import { z } from 'zod';

// Loaded when such a peer is asked at all: beside an app in its pod mostly none is, and zod takes megabytes.

/** Of several that hold an alert back the first is told. */
const firstId = z
  .array(z.unknown())
  .default([])
  .transform(([first]) => (typeof first === 'string' ? first : null));

const alertShape = z.looseObject({
  fingerprint: z.string(),
  status: z.looseObject({
    silencedBy: firstId,
    inhibitedBy: firstId,
  }),
});

/** `GET /api/v2/alerts` of an Alertmanager, as far as it is read; the first that is none ends it. */
export const alertsShape = z
  .array(z.unknown())
  .transform((all) => all.map((one) => alertShape.parse(one)));

/** `GET /api/v2/silence/ID`. */
export const silenceShape = z.looseObject({
  createdBy: z.string().default(''),
  comment: z.string().default(''),
  endsAt: z.string().optional(),
});

/** A pod of the Kubernetes API. */
export const podShape = z.object({ metadata: z.object({ uid: z.string() }) });
