import { z } from 'zod';
import { success } from '../../model/result.ts';
import { WireWriter } from '../../profile/wire-writer.ts';
import { askStore, readJson, type StoreAsked } from './ask-store.ts';
import { oneProcess } from './one-process.ts';
import type { ProfileStore } from './profile-store.ts';

/** Profiles are seconds apart: in a second there is one of a process. */
const stepMs = 1000;

/** What tells processes apart, in Alloy's scrapes and in what the SDKs push. A label that a series has not is no hindrance. */
const processLabels = [
  'service_name',
  'namespace',
  'pod',
  'container',
  'instance',
  'hostname',
  'service_instance_id',
  '__session_id__',
];

const seriesShape = z.object({
  series: z
    .array(
      z.object({
        labels: z.array(z.object({ name: z.string(), value: z.string() })).default([]),
        points: z
          .array(z.object({ value: z.number().default(0), timestamp: z.coerce.number() }))
          .default([]),
      }),
    )
    .default([]),
});

/**
 * Pyroscope's query API (querier.v1.QuerierService, the Connect protocol over HTTP/1.1). `SelectSeries` tells
 * when there were profiles; `SelectMergeProfile` adds up whatever lies in its span, so it is asked for the
 * second of one profile alone. An answer is profile.proto, without gzip.
 */
export function pyroscopeStore(asked: StoreAsked): ProfileStore {
  const service = '/querier.v1.QuerierService';
  return {
    name: asked.name,
    async findLast(type, { fromMs, untilMs }) {
      const answer = await askStore(asked, {
        method: 'POST',
        path: `${service}/SelectSeries`,
        contentType: 'application/json',
        body: JSON.stringify({
          profileTypeID: type,
          labelSelector: asked.selector,
          start: Math.floor(fromMs),
          end: Math.floor(untilMs),
          step: stepMs / 1000,
          groupBy: processLabels,
        }),
      });
      if (!answer.ok) return answer;
      const read = readJson(asked, answer.value, seriesShape);
      if (!read.ok) return read;
      const one = oneProcess(asked, read.value.series);
      if (!one.ok) return one;
      const last = one.value?.points.reduce((a, b) => (b.timestamp > a.timestamp ? b : a));
      if (last === undefined) return success(null);
      return success({ atMs: last.timestamp, at: String(last.timestamp), total: last.value });
    },
    async fetch(type, found) {
      const request = new WireWriter();
      const encoder = new TextEncoder();
      request.bytes(1, encoder.encode(type));
      request.bytes(2, encoder.encode(asked.selector));
      // A point stands at the end of its second. One millisecond more, should the end not count as inside.
      request.number(3, found.atMs - stepMs + 1);
      request.number(4, found.atMs + 1);
      const answer = await askStore(asked, {
        method: 'POST',
        path: `${service}/SelectMergeProfile`,
        contentType: 'application/proto',
        body: request.done(),
      });
      if (!answer.ok) return answer;
      return success(answer.value.body.length === 0 ? null : answer.value.body);
    },
  };
}
