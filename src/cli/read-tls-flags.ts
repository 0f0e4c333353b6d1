import { resolve } from 'node:path';
import type { HttpOptions } from '../model/http.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { Io } from './io.ts';
import { readFileBytes } from './read-file-bytes.ts';
import { whyUnreadable } from './why-unreadable.ts';

/** Files in PEM form: whom to trust, and who one is; '' where a flag is not given. */
export type TlsFlags = {
  readonly tls_ca: string;
  readonly tls_cert: string;
  readonly tls_key: string;
};

type Tls = NonNullable<HttpOptions['tls']>;

/**
 * Reads what the TLS flags of pprof name; undefined without any. Fails where a file cannot be read or
 * is no PEM, and where a certificate comes without its key or a key without its certificate.
 */
export async function readTlsFlags(flags: TlsFlags, io: Io): Promise<Result<Tls | undefined>> {
  const { tls_ca, tls_cert, tls_key } = flags;
  if (tls_cert === '' && tls_key !== '') {
    return failure('-tls_key is specified, so -tls_cert must also be specified');
  }
  if (tls_cert !== '' && tls_key === '') {
    return failure('-tls_cert is specified, so -tls_key must also be specified');
  }
  const given = [
    ['ca', 'tls_ca', tls_ca],
    ['cert', 'tls_cert', tls_cert],
    ['key', 'tls_key', tls_key],
  ] as const;
  const tls: Record<string, string> = {};
  for (const [name, flag, file] of given) {
    if (file === '') continue;
    const text = await readPem(flag, file, io);
    if (!text.ok) return text;
    tls[name] = text.value;
  }
  return success(Object.keys(tls).length === 0 ? undefined : tls);
}

async function readPem(flag: string, file: string, io: Io): Promise<Result<string>> {
  try {
    const text = Buffer.from(await readFileBytes(resolve(io.cwd, file))).toString('utf8');
    return text.includes('-----BEGIN ')
      ? success(text)
      : failure(`-${flag}: ${file} is no PEM file: it has no line -----BEGIN …`);
  } catch (error) {
    return failure(`-${flag}: cannot read ${file}: ${whyUnreadable(error)}`, error);
  }
}
