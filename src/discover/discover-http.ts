import { hash } from 'node:crypto';
import { explainStatus } from '../http/explain-answer.ts';
import { hideSecrets } from '../http/hide-secrets.ts';
import { httpRequest } from '../http/request.ts';
import { shownUrl } from '../http/shown-url.ts';
import type { DiscoveryConfig } from '../model/config.ts';
import { failure, type Result, success } from '../model/result.ts';
import { parseTargetGroups } from './parse-target-groups.ts';
import type { Provider } from './provider.ts';
import type { TargetGroup } from './target-group.ts';

type HttpDiscovery = Extract<DiscoveryConfig, { kind: 'http' }>;

/** What the server gave last; by its digest it is known whether it has changed. */
type List = { readonly digest: string; readonly groups: ReadonlyMap<string, TargetGroup> };

/** A hundred thousand targets with ten labels each. */
const maxBytes = 32 * 1024 ** 2;

/** Prometheus waits for as long as until the next look; here the first one decides who is ready, so an hour is too long. */
const longestMs = 60_000;

/** What Prometheus accepts (discovery/http, matchContentType). */
const isJson = /^application\/json\s*(;\s*charset=("utf-8"|utf-8))?$/i;

/**
 * Targets from a server, as Prometheus' http_sd_configs
 * (https://prometheus.io/docs/prometheus/latest/http_sd/): a list in JSON, asked for every
 * `refresh_interval`, which a header tells. While the server does not answer its last list stays.
 */
export function discoverHttp(config: HttpDiscovery): Provider {
  return async (found, { sleep }, signal) => {
    let last: List = { digest: '', groups: new Map() };
    while (!signal.aborted) {
      const list = await askFor(config, last, signal);
      if (signal.aborted) return;
      if (list.ok) {
        last = list.value;
        found({ groups: last.groups, problem: null });
      } else {
        found({ groups: null, problem: `${list.reason} The targets that it gave before stay.` });
      }
      await sleep(config.refreshIntervalMs, signal);
    }
  };
}

async function askFor(
  { url, http, refreshIntervalMs }: HttpDiscovery,
  last: List,
  signal: AbortSignal,
): Promise<Result<List>> {
  const answer = await httpRequest({
    method: 'GET',
    url,
    headers: {
      accept: 'application/json',
      'x-prometheus-refresh-interval-seconds': String(refreshIntervalMs / 1000),
    },
    http,
    deadlineMs: Math.min(refreshIntervalMs, longestMs),
    maxBytes,
    signal,
  });
  if (!answer.ok) return answer;
  const { status, headers, body } = answer.value;
  if (status !== 200) {
    return failure(explainStatus(url, answer.value, 'Check url of http_sd_configs.'));
  }
  const type = (headers['content-type'] ?? '').trim();
  if (!isJson.test(type)) {
    const came = type === '' ? 'no content type' : JSON.stringify(type.slice(0, 80));
    return failure(
      `GET ${shownUrl(url)}: application/json was asked for, ${came} came. Check url of http_sd_configs.`,
    );
  }
  const text = Buffer.from(body.buffer, body.byteOffset, body.byteLength).toString('utf8');
  const digest = hash('sha256', text);
  // The same list is the same groups, so that nobody relabels them again.
  if (digest === last.digest) return success(last);
  const groups = parseTargetGroups(text, 'json', {
    source: url,
    meta: { __meta_url: withoutLogin(url) },
  });
  if (!groups.ok) {
    const why = hideSecrets(groups.reason, { url, http });
    return failure(`GET ${shownUrl(url)}: ${why}.`, groups.cause);
  }
  return success({ digest, groups: new Map(groups.value.map((one) => [one.source, one])) });
}

/** Labels are shown to whoever looks. */
function withoutLogin(text: string): string {
  const url = new URL(text);
  if (url.username === '' && url.password === '') return text;
  url.username = '';
  url.password = '';
  return url.href;
}
