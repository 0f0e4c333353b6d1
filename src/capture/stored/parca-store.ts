import { z } from 'zod';
import type { HttpAnswer } from '../../http/request.ts';
import { success } from '../../model/result.ts';
import { askStore, readJson, type StoreAsked } from './ask-store.ts';
import { oneProcess } from './one-process.ts';
import type { ProfileStore } from './profile-store.ts';

const rangeShape = z.object({
  series: z
    .array(
      z.object({
        labelset: z
          .object({
            labels: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
          })
          .nullish(),
        samples: z
          .array(z.object({ timestamp: z.string(), value: z.coerce.number().default(0) }))
          .default([]),
      }),
    )
    .default([]),
});

const profileShape = z.object({ pprof: z.string() });

/**
 * Parca's query API (parca.query.v1alpha1.QueryService through its JSON gateway under `/api`). `query_range`
 * tells when there were profiles, a single `query` gives the one of that moment, as pprof in Base64. That there
 * is nothing is told as 404.
 */
export function parcaStore(asked: StoreAsked): ProfileStore {
  return {
    name: asked.name,
    async findLast(type, { fromMs, untilMs }) {
      const query = new URLSearchParams({
        query: `${type}${asked.selector}`,
        start: new Date(fromMs).toISOString(),
        end: new Date(untilMs).toISOString(),
      });
      const path = `/api/profiles/query_range?${query}`;
      const answer = await askStore(asked, { method: 'GET', path }, isNothing);
      if (!answer.ok) return answer;
      if (isNothing(answer.value)) return success(null);
      const read = readJson(asked, answer.value, rangeShape);
      if (!read.ok) return read;
      const series = read.value.series.map(({ labelset, samples }) => ({
        labels: labelset?.labels ?? [],
        points: samples,
      }));
      const one = oneProcess(asked, series);
      if (!one.ok) return one;
      // Nanoseconds, all in UTC and of one length but for zeros at their end: compared as times.
      const last = one.value?.points.reduce((a, b) =>
        Date.parse(b.timestamp) > Date.parse(a.timestamp) ? b : a,
      );
      if (last === undefined) return success(null);
      return success({
        atMs: Date.parse(last.timestamp),
        at: last.timestamp,
        total: last.value,
      });
    },
    async fetch(type, found) {
      const query = new URLSearchParams({
        mode: 'MODE_SINGLE_UNSPECIFIED',
        'single.query': `${type}${asked.selector}`,
        'single.time': found.at,
        report_type: 'REPORT_TYPE_PPROF',
      });
      const path = `/api/profiles/query?${query}`;
      const answer = await askStore(asked, { method: 'GET', path }, isNothing);
      if (!answer.ok) return answer;
      if (isNothing(answer.value)) return success(null);
      const read = readJson(asked, answer.value, profileShape);
      return read.ok ? success(Buffer.from(read.value.pprof, 'base64')) : read;
    },
  };
}

/** The gateway says so in plain text when a query finds nothing, in the same words as of a page that is not there. */
function isNothing({ status, headers }: HttpAnswer): boolean {
  return status === 404 && 'grpc-metadata-content-type' in headers;
}
