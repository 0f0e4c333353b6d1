import { textOfSecret } from '../http/text-of-secret.ts';
import { isHttpUrl } from '../model/is-http-url.ts';
import type { ReceiverConfig } from '../model/receiver.ts';

/**
 * A receiver with the URL, the secret and the key that their files hold now. What is no URL any more, as a file may be
 * for the moment of being written, leaves what was known last.
 */
export async function freshReceiver<R extends ReceiverConfig>(to: R): Promise<R> {
  const { files } = to;
  if (files === undefined) return to;
  const fresh = Object.entries(files).map(async ([field, file]) => {
    const text = await (field === 'url' ? textOfSecret(file, isHttpUrl) : textOfSecret(file));
    return text === null ? [] : [[field, text]];
  });
  return { ...to, ...Object.fromEntries((await Promise.all(fresh)).flat()) };
}
