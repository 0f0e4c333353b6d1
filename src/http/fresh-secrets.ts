import { readFile, stat } from 'node:fs/promises';
import type { HttpOptions, SecretFiles } from '../model/http.ts';

/** Of a thousand targets that share a file one looks at it. */
const lookMs = 1_000;

type Known = { text: string | null; version: string; lookedAtMs: number };

const known = new Map<string, Known>();

/**
 * The options with the secrets that their files hold now. A file that is gone or empty, as it may be for the moment
 * of being replaced, leaves what was known: whether that still holds is the peer's to say.
 */
export async function freshSecrets(http: HttpOptions): Promise<HttpOptions> {
  const { files } = http;
  if (files === undefined) return http;
  const now = async (file: string | undefined, before: string | undefined) =>
    file === undefined ? before : ((await textOf(file)) ?? before);
  const { basicAuth, authorization, tls } = http;
  const [scheme = '', ...credentials] = (authorization ?? '').split(' ');
  return {
    ...http,
    headers: { ...http.headers, ...(await headersOf(http, files)) },
    ...(basicAuth && {
      basicAuth: {
        username: (await now(files.username, basicAuth.username)) ?? '',
        password: (await now(files.password, basicAuth.password)) ?? '',
      },
    }),
    ...(authorization !== undefined && {
      authorization: `${scheme} ${await now(files.credentials, credentials.join(' '))}`,
    }),
    ...(tls && {
      tls: {
        ...tls,
        ...given('ca', await now(files.ca, tls.ca)),
        ...given('cert', await now(files.cert, tls.cert)),
        ...given('key', await now(files.key, tls.key)),
      },
    }),
  };
}

function given(name: 'ca' | 'cert' | 'key', text: string | undefined) {
  return text === undefined ? {} : { [name]: text };
}

async function headersOf({ headers }: HttpOptions, { headers: named = {} }: SecretFiles) {
  const fresh = Object.entries(named).map(async ([header, { values, files }]) => {
    const texts = await Promise.all(files.map(textOf));
    const isWhole = texts.every((text) => text !== null);
    return [header, isWhole ? [...values, ...texts].join(', ') : (headers[header] ?? '')] as const;
  });
  return Object.fromEntries(await Promise.all(fresh));
}

/** What a file holds, without the white space around it; null: nothing that could be read. */
async function textOf(file: string): Promise<string | null> {
  const before = known.get(file);
  const nowMs = performance.now();
  if (before !== undefined && nowMs - before.lookedAtMs < lookMs) return before.text;
  try {
    const found = await stat(file);
    // A pipe would be read for ever.
    if (!found.isFile()) throw new Error('no file');
    const { mtimeMs, size, ino } = found;
    const version = `${mtimeMs} ${size} ${ino}`;
    // A file of the last moment may be written once more within the clock's own step.
    const isSettled = Date.now() - mtimeMs > lookMs;
    const isSame = before?.version === version && isSettled;
    const text = isSame ? before.text : (await readFile(file, 'utf8')).trim() || null;
    known.set(file, { text: text ?? before?.text ?? null, version, lookedAtMs: nowMs });
  } catch {
    known.set(file, { text: null, version: '', ...before, lookedAtMs: nowMs });
  }
  return known.get(file)?.text ?? null;
}
