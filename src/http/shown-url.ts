import { isHarmlessParam } from '../model/harmless-params.ts';
import type { HttpMethod } from '../model/http.ts';

/**
 * A URL as a sentence may show it: without user and password, other query values as `…`. Of what is
 * posted to only the host is shown, since a webhook's path is its secret.
 */
export function shownUrl(url: string, method: HttpMethod = 'GET'): string {
  if (!URL.canParse(url)) return JSON.stringify(url.replace(/\/\/[^/@]*@/, '//…@'));
  const { protocol, host, pathname, searchParams } = new URL(url);
  if (method === 'POST') return `${protocol}//${host}${pathname === '/' ? '/' : '/…'}`;
  const query = [...searchParams].map(
    ([name, value]) => `${name}=${isHarmlessParam(name) ? value : '…'}`,
  );
  return `${protocol}//${host}${pathname}${query.length === 0 ? '' : `?${query.join('&')}`}`;
}
