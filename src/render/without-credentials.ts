import { isHarmlessParam } from '../model/harmless-params.ts';

/** A URL as it may be shown: without name and password; `pid:N` is no URL and stays. */
export function withoutCredentials(url: string): string {
  if (!/^https?:/.test(url) || !URL.canParse(url)) return url;
  const shown = new URL(url);
  shown.username = '';
  shown.password = '';
  for (const name of new Set(shown.searchParams.keys())) {
    if (!isHarmlessParam(name)) shown.searchParams.set(name, '…');
  }
  return shown.href;
}
