import { httpRequest } from '../../http/request.ts';
import { failure, type Result, success } from '../../model/result.ts';
import type { QueryServer } from './query-server.ts';

/** A million values of sixteen letters. */
const maxBytes = 16 * 1024 ** 2;

/**
 * The values that a label has on the series of a selector in a span of time
 * (https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values). By GET, since Prometheus takes
 * nothing else there.
 */
export async function labelValues(
  { url, http, deadlineMs, signal }: QueryServer,
  label: string,
  sought: { readonly selector: string; readonly fromMs: number; readonly untilMs: number },
): Promise<Result<readonly string[]>> {
  const params = new URLSearchParams({
    'match[]': sought.selector,
    start: String(sought.fromMs / 1000),
    end: String(sought.untilMs / 1000),
  });
  const path = `${url}/api/v1/label/${inPath(label)}/values`;
  const request = {
    method: 'GET',
    url: `${path}?${params}`,
    http,
    deadlineMs,
    maxBytes,
    signal,
  } as const;
  const answer = await httpRequest(request);
  if (!answer.ok) return failure(`${path}: ${answer.reason}`, answer.cause);
  const { status, body } = answer.value;
  const values = status === 200 ? valuesIn(Buffer.from(body).toString('utf8')) : null;
  if (values !== null) return success(values);
  return failure(
    `${path}: status ${status}, no list of values. shard.by needs a server that lists them (Prometheus 2.24 or newer, Thanos, Mimir, VictoriaMetrics); without it a shard reads the labels of all series.`,
  );
}

/** Where a slash would end it, as Prometheus 3 writes values of its scheme `values`: `U__a_2f_b`. */
function inPath(label: string): string {
  if (!label.includes('/')) return encodeURIComponent(label);
  const written = [...label].map((character) => {
    if (character === '_') return '__';
    if (/[a-zA-Z0-9]/.test(character)) return character;
    return `_${character.codePointAt(0)?.toString(16)}_`;
  });
  return `U__${written.join('')}`;
}

function valuesIn(text: string): readonly string[] | null {
  try {
    const { data } = JSON.parse(text) as { data?: unknown };
    return Array.isArray(data) ? data.filter((one) => typeof one === 'string') : null;
  } catch {
    return null;
  }
}
