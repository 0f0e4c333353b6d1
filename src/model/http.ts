import type { Labels } from './labels.ts';

export type HttpMethod = 'GET' | 'POST' | 'PUT' | 'PATCH' | 'DELETE';

/**
 * The files that secrets were read from, by their absolute paths: they are read again when they change, as
 * orchestrators renew tokens and certificates by the hour.
 */
export type SecretFiles = {
  readonly username?: string;
  readonly password?: string;
  /** What follows the scheme in `authorization`. */
  readonly credentials?: string;
  readonly ca?: string;
  readonly cert?: string;
  readonly key?: string;
  /** By the header: the values that stand before those of its files. */
  readonly headers?: Readonly<
    Record<string, { readonly values: readonly string[]; readonly files: readonly string[] }>
  >;
};

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
  /** Which of the above came from files. */
  readonly files?: SecretFiles;
  /**
   * Whether the peer may be at a link-local address, where clouds serve the credentials of a machine.
   * Absent: no, since addresses come from annotations and from servers that others can write to.
   */
  readonly allowLinkLocal?: boolean;
};
