import type { Labels } from './labels.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

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
  /**
   * Whether the peer may be at a link-local address, where clouds serve the credentials of a machine.
   * Absent: no, since addresses come from annotations and from servers that others can write to.
   */
  readonly allowLinkLocal?: boolean;
};
