import { enhancePage } from '../../../browser/enhance-page.ts';
import { panZoom } from '../../../browser/pan-zoom.ts';
import { failure, type Result, success } from '../../../model/result.ts';
import { encodeProfile } from '../../../profile/encode-profile.ts';
import type { Profile } from '../../../profile/profile.ts';
import { pageIcon, pageStyle } from '../../../render/page/page-style.ts';
import { isLoopback } from '../../../serve/host-check.ts';
import { listen, parseListenAddress } from '../../../serve/listen.ts';
import { createProfileApp } from '../../../serve/profile-app.ts';
import { exitCode, type Io } from '../../io.ts';
import { sourceReader } from '../read-source.ts';
import type { PprofSettings } from '../settings.ts';
import { timeFormat } from '../time-format.ts';
import { compareTwo } from './compare-two.ts';
import { openBrowser } from './open-browser.ts';
import { ProfilePages } from './profile-pages.ts';

/** The profile of the pages, and what it was made of. */
export type ServedProfile = {
  readonly profile: Profile;
  readonly sources: readonly Profile[];
  readonly bases: readonly Profile[] | null;
};

/** `sawtooth pprof -http=host:port`: serves the pages of a profile until it is stopped. */
export async function serveProfile(
  { profile, sources, bases }: ServedProfile,
  { http, options, opensBrowser }: PprofSettings,
  io: Io,
): Promise<number> {
  const address = httpAddress(http ?? ':');
  const pages = new ProfilePages({
    profile,
    options,
    time: timeFormat(io.env['TZ'] || undefined),
    readSource:
      address.ok && isLoopback(address.value.host)
        ? sourceReader({ ...options, cwd: io.cwd })
        : null,
    diff: bases === null ? null : compareTwo(bases, sources),
  });
  const app = createProfileApp({
    page: (view, query) => pages.page(view, query),
    style: pageStyle,
    script: pageScript(),
    icon: pageIcon,
    profile: () => encodeProfile(profile),
  });
  const listening = address.ok ? await listen(app, address.value, '-http') : address;
  if (!listening.ok) {
    io.stderr.write(`sawtooth: ${listening.reason}\n`);
    return exitCode.unusable;
  }
  const { url, close } = listening.value;
  io.stderr.write(`Serving web UI on ${url}\n`);
  if (opensBrowser) openBrowser(url, io.env, process.platform);
  await stopped(io.signal);
  await close();
  return exitCode.done;
}

/**
 * `host:port` as pprof takes it: no host means this machine alone, and no port any that is free.
 * localhost may be either of two addresses, and a browser tries both.
 */
export function httpAddress(text: string): Result<{ host: string; port: number }> {
  const address = parseListenAddress(text.endsWith(':') ? `${text}0` : text);
  if (!address.ok) return failure(`-http=${text}: expected host:port, as localhost:8080 or :0`);
  const { host, port } = address.value;
  return success({ host: host === '' || host === 'localhost' ? '127.0.0.1' : host, port });
}

function pageScript(): string {
  return [
    `(${enhancePage.toString()})();`,
    `{ const graph = document.querySelector('#graph'); if (graph) (${panZoom.toString()})(graph, window); }`,
    '',
  ].join('\n');
}

function stopped(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}
