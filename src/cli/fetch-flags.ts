import type { Option } from 'commander';
import { option, UsageError } from './command.ts';
import { headersOf } from './headers-of.ts';
import type { Io } from './io.ts';
import { type FetchOptions, plainFetch } from './read-profile-bytes.ts';
import { readTlsFlags } from './read-tls-flags.ts';

/** What the commands that fetch a profile are told of the way, by the names of pprof's flags. */
export type FetchFlags = {
  readonly header: readonly string[];
  readonly tls_ca?: string;
  readonly tls_cert?: string;
  readonly tls_key?: string;
};

/** `--header`, which may be repeated. */
export function headerOption(): Option {
  return option('--header <line>', "send 'Name: value' along; may be repeated")
    .argParser((line: string, before: readonly string[]) => [...before, line])
    .default([]);
}

/** The TLS flags of pprof. */
export const tlsOptions = {
  tls_ca: () => option('--tls_ca <file>', 'trust the certificates in this PEM file'),
  tls_cert: () => option('--tls_cert <file>', 'show this certificate (PEM); with --tls_key'),
  tls_key: () => option('--tls_key <file>', 'its private key (PEM)'),
};

/** How URLs are asked. Throws a UsageError at a flag that is none. */
export async function fetchOptions(flags: FetchFlags, io: Io): Promise<FetchOptions> {
  const headers = headersOf(flags.header);
  if (!headers.ok) throw new UsageError(`${headers.reason}.`);
  const { tls_ca = '', tls_cert = '', tls_key = '' } = flags;
  const tls = await readTlsFlags({ tls_ca, tls_cert, tls_key }, io);
  if (!tls.ok) throw new UsageError(`${tls.reason}.`);
  return {
    ...plainFetch,
    headers: headers.value,
    ...(tls.value === undefined ? {} : { tls: tls.value }),
  };
}
