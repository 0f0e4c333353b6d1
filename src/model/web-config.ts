import type { Labels } from './labels.ts';

/** What a client's certificate is asked for, in Go's words (crypto/tls, ClientAuthType). */
export type ClientAuth =
  | 'NoClientCert'
  | 'RequestClientCert'
  | 'RequireAnyClientCert'
  | 'VerifyClientCertIfGiven'
  | 'RequireAndVerifyClientCert';

/** A version of TLS in the words of Node. */
export type TlsVersion = 'TLSv1' | 'TLSv1.1' | 'TLSv1.2' | 'TLSv1.3';

/** How our own server speaks TLS; PEM texts. */
export type ServerTls = {
  readonly cert: string;
  readonly key: string;
  /** Who signs the certificates of clients; null: nobody in particular. */
  readonly clientCa: string | null;
  readonly clientAuth: ClientAuth;
  readonly minVersion: TlsVersion;
  readonly maxVersion: TlsVersion;
};

/** Prometheus' web configuration: who may look at our own server, and how. */
export type WebConfig = {
  /** null: plain HTTP. */
  readonly tls: ServerTls | null;
  /** Names and the bcrypt hashes of their passwords. */
  readonly users: ReadonlyMap<string, string>;
  /** null: none is taken. */
  readonly bearerToken: string | null;
  /** Put on every answer. */
  readonly headers: Labels;
  /** Absolute paths of all that was read beside the file itself. */
  readonly files: readonly string[];
};

/** Whether a request needs to say whose it is. */
export function asksForLogin({ users, bearerToken }: WebConfig): boolean {
  return users.size > 0 || bearerToken !== null;
}
