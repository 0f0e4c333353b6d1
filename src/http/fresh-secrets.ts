import type { HttpOptions, SecretFiles } from '../model/http.ts';
import { textOfSecret } from './text-of-secret.ts';

/**
 * The options with the secrets that their files hold now. A file that is gone or empty, as it may be for the moment
 * of being replaced, leaves what was known: whether that still holds is the peer's to say.
 */
export async function freshSecrets(http: HttpOptions): Promise<HttpOptions> {
  const { files } = http;
  if (files === undefined) return http;
  const now = async (file: string | undefined, before: string | undefined) =>
    file === undefined ? before : ((await textOfSecret(file)) ?? before);
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
    const texts = await Promise.all(files.map((file) => textOfSecret(file)));
    const isWhole = texts.every((text) => text !== null);
    return [header, isWhole ? [...values, ...texts].join(', ') : (headers[header] ?? '')] as const;
  });
  return Object.fromEntries(await Promise.all(fresh));
}
