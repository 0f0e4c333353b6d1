import { explainStatus } from '../http/explain-answer.ts';
import { httpRequest } from '../http/request.ts';
import { shownUrl } from '../http/shown-url.ts';
import type { DiscoveryConfig } from '../model/config.ts';
import { failure, type Result } from '../model/result.ts';
import { parseTargetGroups } from './parse-target-groups.ts';
import type { Provider } from './provider.ts';
import type { TargetGroup } from './target-group.ts';

type HttpDiscovery = Extract<DiscoveryConfig, { kind: 'http' }>;

/** A hundred thousand targets with ten labels each. */
const maxBytes = 32 * 1024 ** 2;

/** What Prometheus accepts (discovery/http, matchContentType). */
const isJson = /^application\/json\s*(;\s*charset=("utf-8"|utf-8))?$/i;

/**
 * Targets from a server, as Prometheus' http_sd_configs
 * (https://prometheus.io/docs/prometheus/latest/http_sd/): a list in JSON, asked for every
 * `refresh_interval`, which a header tells. While the server does not answer its last list stays.
 */
export function discoverHttp(config: HttpDiscovery): Provider {
  return async (found, { sleep }, signal) => {
    while (!signal.aborted) {
      const groups = await askFor(config, signal);
      if (signal.aborted) return;
      found(
        groups.ok
          ? { groups: new Map(groups.value.map((one) => [one.source, one])), problem: null }
          : { groups: null, problem: `${groups.reason} The targets that it gave before stay.` },
      );
      await sleep(config.refreshIntervalMs, signal);
    }
  };
}

async function askFor(
  { url, http, refreshIntervalMs }: HttpDiscovery,
  signal: AbortSignal,
): Promise<Result<readonly TargetGroup[]>> {
  const answer = await httpRequest({
    method: 'GET',
    url,
    headers: {
      accept: 'application/json',
      'x-prometheus-refresh-interval-seconds': String(refreshIntervalMs / 1000),
    },
    http,
    deadlineMs: refreshIntervalMs,
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
  const groups = parseTargetGroups(text, 'json', {
    source: url,
    meta: { __meta_url: withoutLogin(url) },
  });
  return groups.ok ? groups : failure(`GET ${shownUrl(url)}: ${groups.reason}.`, groups.cause);
}

/** Labels are shown to whoever looks. */
function withoutLogin(text: string): string {
  const url = new URL(text);
  if (url.username === '' && url.password === '') return text;
  url.username = '';
  url.password = '';
  return url.href;
}
