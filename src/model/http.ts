import type { Labels } from './labels.ts';

/** How a client talks to a peer: Prometheus' http_config. Secrets are already read from their files. */
export type HttpOptions = {
  readonly headers: Labels;
  readonly basicAuth?: { readonly username: string; readonly password: string };
  /** The `Authorization` header, as `Bearer …`. */
  readonly authorization?: string;
  readonly tls?: {
    readonly ca?: string;
    readonly cert?: string;
    readonly key?: string;
    readonly serverName?: string;
    readonly insecureSkipVerify?: boolean;
  };
  readonly proxyUrl?: string;
};
