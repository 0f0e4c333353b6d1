import type { ClusterAccess } from '../http/cluster-access.ts';
import type { HttpAnswer, HttpRequest } from '../http/request.ts';
import type { Labels } from '../model/labels.ts';
import type { KubernetesEventConfig, ReceiverConfig } from '../model/receiver.ts';
import type { Result } from '../model/result.ts';

/** How one attempt to tell a receiver ended. `final`: another one would end the same. */
export type Attempt =
  | { readonly kind: 'arrived' }
  | {
      readonly kind: 'failed';
      readonly reason: string;
      readonly final: boolean;
      readonly retryAfterMs: number | null;
      /** Of the answer, where one came. */
      readonly status?: number;
      /** It was never asked, and says nothing of whether it would take the alert. */
      readonly isUnasked?: boolean;
    };

/** What receivers are told with. */
export type NotifyContext = {
  readonly nowMs: () => number;
  /** `httpRequest` of src/http/request.ts. */
  readonly request: (request: HttpRequest) => Promise<Result<HttpAnswer>>;
  /** How the API server of a receiver's cluster is asked, with a token that is good now. */
  readonly clusterAccess: (to: KubernetesEventConfig) => Promise<Result<ClusterAccess>>;
  /** Where this sawtooth's pages can be opened, without a slash at the end; null: nowhere. */
  readonly externalUrl: string | null;
  /** Put on every alert that leaves, as Prometheus does; the alert's own labels win. */
  readonly externalLabels: () => Labels;
  /** The Alertmanagers, by url, that have refused a name of a label that only newer ones take. */
  readonly knowOlderNames: Set<string>;
  /** How often the rule of this name is evaluated. */
  readonly intervalMs: (rule: string) => number;
};

/** A way to one receiver, for one attempt. */
export type Way<Config extends ReceiverConfig = ReceiverConfig> = {
  readonly to: Config;
  readonly context: NotifyContext;
  readonly signal: AbortSignal;
};
