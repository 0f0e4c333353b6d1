import { looksLike } from '../http/explain-answer.ts';
import { httpRequest } from '../http/request.ts';
import type { ProfileSource } from '../model/target.ts';

/** Whether heap profiles can be had from `source`: asks for one, without a collection, and reads its first bytes. */
export async function servesProfiles(
  { url, http }: ProfileSource,
  about: { readonly deadlineMs: number; readonly signal: AbortSignal },
): Promise<boolean> {
  const answer = await httpRequest({
    ...about,
    method: 'GET',
    url: `${url}/heap`,
    headers: { 'accept-encoding': 'identity' },
    http,
    maxBytes: 512,
    whenLarger: 'cut',
  });
  if (!answer.ok || answer.value.status !== 200) return false;
  const kind = looksLike(answer.value.body);
  return kind === 'gzip' || kind === 'binary';
}
