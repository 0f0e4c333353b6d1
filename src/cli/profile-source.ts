import { resolve } from 'node:path';
import type { Io } from './io.ts';

/** Where the bytes of a profile come from. */
export type ProfileSource =
  | { readonly kind: 'stdin' }
  | { readonly kind: 'file'; readonly path: string }
  | {
      readonly kind: 'url';
      readonly url: string;
      /** Over how many seconds the answer is made; 0: at once. */
      readonly seconds: number;
      /** Written `https+insecure://`: the certificate is not looked at. */
      readonly insecure: boolean;
    };

/**
 * What a source on the command line means: `-` is stdin, what has a scheme a URL, a bare `host:port`
 * or `host:port/path` one where no file has that name; all else is a file. A bare host and
 * `…/debug/pprof` mean the heap. `seconds` beats those of the URL.
 */
export async function profileSource(
  source: string,
  io: Io,
  seconds: number,
): Promise<ProfileSource> {
  if (source === '-') return { kind: 'stdin' };
  if (/^https?(\+insecure)?:\/\//i.test(source)) return urlSource(source, seconds);
  const path = resolve(io.cwd, source);
  const isAddress = /^([\w.-]+|\[[\da-f:.]+\]):\d{1,5}(\/|$)/i.test(source);
  return isAddress && !(await exists(path))
    ? urlSource(`http://${source}`, seconds)
    : { kind: 'file', path };
}

function urlSource(source: string, wanted: number): ProfileSource {
  const insecure = /^https\+insecure:/i.test(source);
  const text = insecure ? source.replace(/^https\+insecure/i, 'https') : source;
  if (!URL.canParse(text)) return { kind: 'url', url: text, seconds: wanted, insecure };
  const url = new URL(text);
  const path = url.pathname.replace(/\/+$/, '');
  if (path === '') url.pathname = '/debug/pprof/heap';
  else if (path.endsWith('/debug/pprof')) url.pathname = `${path}/heap`;
  if (wanted > 0) url.searchParams.set('seconds', String(wanted));
  const seconds = Number(url.searchParams.get('seconds') ?? 0);
  return { kind: 'url', url: url.href, seconds: seconds > 0 ? seconds : 0, insecure };
}

/** Asked of every source, so by a part of node:fs that takes no time to load. */
function exists(path: string): Promise<boolean> {
  const { access } = process.getBuiltinModule('node:fs');
  return new Promise((tell) => access(path, (error) => tell(error === null)));
}
