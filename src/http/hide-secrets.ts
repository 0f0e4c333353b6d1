import { isHarmlessParam } from '../model/harmless-params.ts';
import type { HttpOptions } from '../model/http.ts';
import type { Labels } from '../model/labels.ts';

/** What was sent along that nobody else may read. */
type Sent = {
  readonly url: string;
  readonly http: HttpOptions;
  readonly headers?: Labels;
  /** What else of it is one, as a token in a body. */
  readonly secrets?: readonly string[];
};

/** A shorter one stands in many a text by chance, and guards nothing. */
const shortest = 6;

/** What a metrics store and an API server are asked for: a refusal that names it says what is wrong. */
const asked = new Set(
  'query start end step time limit resourceVersion labelSelector fieldSelector'.split(' '),
);

/** Headers of a single request that hold a login, a key or a signature; `accept` and the like do not. */
const telling = /auth|token|secret|key|cookie|signature|password/i;

/**
 * A text for a sentence, without what we sent along as a secret: a peer, or a proxy before it, that repeats a
 * request would put a login into the log and the API. For what is quoted; data that is read stays as it came.
 */
export function hideSecrets(text: string, sent: Sent): string {
  return secretsOf(sent).reduce((rest, secret) => rest.replaceAll(secret, '<secret>'), text);
}

/** The same of a whole answer of another status than 2xx, whose body and headers are there to be quoted. */
export function hideSecretsOfRefusal<
  Answer extends { status: number; body: Uint8Array; headers: Labels },
>(answer: Answer, sent: Sent): Answer {
  const isRefusal = answer.status < 200 || answer.status >= 300;
  if (!isRefusal || secretsOf(sent).length === 0) return answer;
  const headers = Object.entries(answer.headers).map(([name, value]) => {
    return [name, hideSecrets(value, sent)];
  });
  // A byte a character: what is cut or no UTF-8 comes out as it went in.
  const hidden = secretsOf(sent).reduce(
    (rest, secret) => rest.replaceAll(Buffer.from(secret).toString('latin1'), '<secret>'),
    Buffer.from(answer.body).toString('latin1'),
  );
  const body = Buffer.from(hidden, 'latin1');
  return { ...answer, headers: Object.fromEntries(headers), body };
}

/** The longest first: one may be a part of another. */
function secretsOf({ url, http, headers = {}, secrets = [] }: Sent): readonly string[] {
  const { username, password, search } = new URL(url);
  const own = Object.entries(headers).flatMap(([name, value]) => (telling.test(name) ? value : []));
  const given = [
    ...secrets,
    ...partsOf(http.authorization ?? ''),
    ...Object.values(http.headers),
    ...own.flatMap(partsOf),
    ...loginOf(http.basicAuth),
    ...loginOf({ username: decoded(username), password: decoded(password) }),
    ...valuesOf(search),
    ...(http.proxyUrl === undefined ? [] : [decoded(new URL(http.proxyUrl).password)]),
  ];
  return [...new Set(given)]
    .filter((one) => one.length >= shortest)
    .sort((a, b) => b.length - a.length);
}

/** What a URL's parameters hold, as it stands there and as it is meant. */
function valuesOf(search: string): string[] {
  return search
    .slice(1)
    .split('&')
    .flatMap((pair) => {
      const [[name = '', value = ''] = []] = new URLSearchParams(pair);
      return isHarmlessParam(name) || asked.has(name)
        ? []
        : [value, pair.slice(pair.indexOf('=') + 1)];
    });
}

/** `Bearer abc` and `abc`. */
function partsOf(authorization: string): string[] {
  const [, credentials = ''] = authorization.split(/ (.*)/s);
  return [authorization, credentials];
}

function loginOf(login: HttpOptions['basicAuth']): string[] {
  if (login === undefined || login.password === '') return [];
  const both = `${login.username}:${login.password}`;
  return [login.password, Buffer.from(both).toString('base64')];
}

function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch {
    return part;
  }
}
