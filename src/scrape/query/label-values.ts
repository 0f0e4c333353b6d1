import { hideSecrets } from '../../http/hide-secrets.ts';
import { httpRequest } from '../../http/request.ts';
import { parseJson } from '../../model/json-fault.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { type AnswerNotes, answerNotes } from './answer-notes.ts';
import type { QueryServer } from './query-server.ts';

/** What a server has of a label, and what it says of that. */
export type LabelValues = AnswerNotes & { readonly values: readonly string[] };

/** A million values of sixteen letters. */
const maxBytes = 16 * 1024 ** 2;

/**
 * The values that a label has on the series of a selector in a span of time
 * (https://prometheus.io/docs/prometheus/latest/querying/api/#querying-label-values). By GET, since Prometheus takes
 * nothing else there. Fails where the server lists none, or breaks off.
 */
export async function labelValues(
  server: QueryServer,
  label: string,
  sought: { readonly selector: string; readonly fromMs: number; readonly untilMs: number },
): Promise<Result<LabelValues>> {
  const { url, http, deadlineMs, signal } = server;
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
  const read = parsed(Buffer.from(body).toString('utf8'));
  const hidden = (text: string) => hideSecrets(text, server);
  if (status === 200 && Array.isArray(read?.data)) {
    const values = read.data.filter((one) => typeof one === 'string');
    return success({ values, ...answerNotes(read, hidden) });
  }
  if (status === 200 && read === null) {
    return failure(`${path}: the answer broke off after ${body.length} bytes, or is no JSON`);
  }
  const said = typeof read?.error === 'string' ? `, ${hidden(read.error).slice(0, 500)}` : '';
  return failure(
    `${path}: status ${status}${said}, no list of values. shard.by needs a server that lists them (Prometheus 2.24 or newer, Thanos, Mimir, VictoriaMetrics); without it a shard reads the labels of all series.`,
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

type Read = {
  readonly data?: unknown;
  readonly error?: unknown;
  readonly warnings?: unknown;
  readonly infos?: unknown;
  readonly isPartial?: unknown;
};

function parsed(text: string): Read | null {
  try {
    const read: unknown = parseJson(text);
    return typeof read === 'object' && read !== null ? read : null;
  } catch {
    return null;
  }
}
