import { z } from 'zod';

const texts = z.record(z.string(), z.string());

const container = z.object({
  name: z.string(),
  image: z.string().optional(),
  ports: z
    .array(
      z.object({
        name: z.string().optional(),
        containerPort: z.number(),
        protocol: z.string().optional(),
      }),
    )
    .nullish(),
  resources: z
    .object({ limits: z.record(z.string(), z.union([z.string(), z.number()])).nullish() })
    .nullish(),
});

const terminated = z
  .object({
    reason: z.string().default(''),
    exitCode: z.number().optional(),
    finishedAt: z.string().nullish(),
  })
  .nullish()
  .catch(null);

const status = z.object({
  name: z.string(),
  containerID: z.string().optional(),
  state: z
    .object({
      running: z.object({ startedAt: z.string().nullish() }).nullish().catch(null),
      terminated,
    })
    .nullish()
    .catch(null),
  lastState: z.object({ terminated }).nullish().catch(null),
});

/** What is read of a pod (core/v1); the API server leaves out what is empty. */
export const podSchema = z.object({
  metadata: z.object({
    name: z.string(),
    namespace: z.string().default(''),
    uid: z.string().default(''),
    resourceVersion: z.string().default(''),
    labels: texts.nullish(),
    annotations: texts.nullish(),
    ownerReferences: z
      .array(
        z.object({
          kind: z.string().default(''),
          name: z.string().default(''),
          controller: z.boolean().nullish(),
        }),
      )
      .nullish(),
  }),
  spec: z.object({
    nodeName: z.string().optional(),
    containers: z.array(container),
    initContainers: z.array(container).nullish(),
  }),
  status: z
    .object({
      phase: z.string().optional(),
      podIP: z.string().optional(),
      hostIP: z.string().optional(),
      conditions: z.array(z.object({ type: z.string(), status: z.string() })).nullish(),
      containerStatuses: z.array(status).nullish(),
      initContainerStatuses: z.array(status).nullish(),
    })
    .default({}),
});

export type Pod = z.output<typeof podSchema>;
export type Container = z.output<typeof container>;
export type ContainerStatus = z.output<typeof status>;

/** What a pod is known by: `shop/cart-1`. */
export function podKey({ metadata }: Pod): string {
  return `${metadata.namespace}/${metadata.name}`;
}

/** A pod; or why this is none that can be read, and its key where it tells that. */
export type ReadPod =
  | { readonly ok: true; readonly pod: Pod }
  | { readonly ok: false; readonly key: string | null; readonly reason: string };

const keySchema = z.object({
  metadata: podSchema.shape.metadata.pick({ name: true, namespace: true }),
});

/** Reads one object of the API server. */
export function readPod(item: unknown): ReadPod {
  const pod = podSchema.safeParse(item);
  if (pod.success) return { ok: true, pod: pod.data };
  const [issue] = pod.error.issues;
  const named = keySchema.safeParse(item);
  const { metadata } = named.success ? named.data : { metadata: null };
  return {
    ok: false,
    key: metadata === null ? null : `${metadata.namespace}/${metadata.name}`,
    reason: `${issue?.path.join('.')}: ${issue?.message}`,
  };
}
