import type { Context } from 'hono';
import { jsonLine } from '../render/json-line.ts';

/** Browsers may keep nothing: every answer is of this moment. */
export const noStore = { 'cache-control': 'no-store', 'x-content-type-options': 'nosniff' };

const json = { ...noStore, 'content-type': 'application/json; charset=utf-8' };

/** The statuses of an error, with Prometheus' word for each. */
const errorTypes = {
  400: 'bad_data',
  403: 'forbidden',
  404: 'not_found',
  405: 'method_not_allowed',
  408: 'timeout',
  413: 'too_large',
  500: 'internal',
  503: 'unavailable',
} as const;

/** The status of an answer that is an error. */
export type ErrorStatus = keyof typeof errorTypes;

/** Prometheus' envelope around data. */
export function answer(
  c: Context,
  data: unknown,
  { status = 200, warnings = [] }: { status?: 200 | 202; warnings?: readonly string[] } = {},
): Response {
  const more = warnings.length === 0 ? {} : { warnings };
  return c.body(`${jsonLine({ status: 'success', data, ...more })}\n`, status, json);
}

/** Prometheus' envelope around an error; `data`: what was found out all the same. */
export function refuse(
  c: Context,
  status: ErrorStatus,
  error: string,
  { headers = {}, data }: { headers?: Readonly<Record<string, string>>; data?: unknown } = {},
): Response {
  const envelope = {
    status: 'error',
    ...(data === undefined ? {} : { data }),
    errorType: errorTypes[status],
    error,
  };
  return c.body(`${jsonLine(envelope)}\n`, status, { ...json, ...headers });
}
