import { gunzipSync } from 'node:zlib';
import type { ProfileSource, StoredProfiles } from '../../src/model/target.ts';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { encodeProfile } from '../../src/profile/encode-profile.ts';
import { mergeProfiles } from '../../src/profile/merge/merge-profiles.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { type Asked, fakeServer, type Said } from './fake-bucket.ts';

/** A profile that a store has collected, of one process. */
export type Collected = {
  readonly atMs: number;
  readonly labels: Readonly<Record<string, string>>;
  readonly bytes: Uint8Array;
};

/**
 * A store of profiles over a real socket: it keeps columns apart, adds up what lies in a span, forgets the
 * sampling rate and the labels of stacks, and answers in the forms that the APIs document (Pyroscope:
 * api/querier/v1/querier.proto; Parca: proto/parca/query/v1alpha1/query.proto, as its gateway answered when
 * it was asked).
 */
export async function fakeProfileStore(
  kind: 'pyroscope' | 'parca',
  collected: readonly Collected[],
  keeps: (type: string) => boolean = () => true,
) {
  const answer = kind === 'parca' ? asParca : asPyroscope;
  const { url, asked } = await fakeServer((request) => answer(request, collected, keeps));
  return { url, asked };
}

export function storedSource(
  kind: 'pyroscope' | 'parca',
  url: string,
  over: Partial<StoredProfiles> = {},
): ProfileSource & { readonly stored: StoredProfiles } {
  const stored = {
    in: kind,
    selector: '{pod="a"}',
    lacks: [],
    windowMs: 300_000,
    ...over,
  } as const;
  return { url, stored, kinds: ['heap'], gc: false, minIntervalMs: 60_000, http: { headers: {} } };
}

type SeriesRequest = {
  readonly profileTypeID: string;
  readonly labelSelector: string;
  readonly start: number;
  readonly end: number;
  readonly step: number;
  readonly groupBy: readonly string[];
};

type Keeps = (type: string) => boolean;

function asPyroscope(request: Asked, collected: readonly Collected[], keeps: Keeps): Said {
  if (request.path.endsWith('/SelectSeries')) {
    const asked = JSON.parse(request.body) as SeriesRequest;
    const { profileTypeID: type, labelSelector, start, end, step, groupBy } = asked;
    const stepMs = step * 1000;
    const grouped = Map.groupBy(
      keeps(type) ? chosen(collected, labelSelector, start - stepMs, end) : [],
      ({ labels }) => JSON.stringify(groupBy.map((name) => labels[name] ?? '')),
    );
    const series = [...grouped.values()].map((members) => ({
      labels: Object.entries(members[0]?.labels ?? {}).map(([name, value]) => ({ name, value })),
      points: members.map((one) => ({
        value: total(columnOf(one, type)),
        // A point stands at the end of its step, counted from one step before the start.
        timestamp: String(
          start - stepMs + Math.ceil((one.atMs - start + stepMs) / stepMs) * stepMs,
        ),
      })),
    }));
    return json({ series });
  }
  const [type, selector, start, end] = readRequest(Buffer.from(request.body, 'latin1'));
  const found = keeps(type) ? chosen(collected, selector, start, end) : [];
  const [first, ...others] = found.map((one) => columnOf(one, type));
  if (first === undefined) return { status: 200, body: '' };
  const merged = mergeProfiles([first, ...others]);
  if (!merged.ok) throw new Error(merged.reason);
  // Without gzip, as Connect answers; an empty type and no rate.
  return { status: 200, raw: plain({ ...merged.value, period: 0 }) };
}

function asParca(request: Asked, collected: readonly Collected[], keeps: Keeps): Said {
  const query = new URL(request.path, 'http://x').searchParams;
  const nothing = {
    status: 404,
    body: '404 page not found\n',
    headers: { 'Grpc-Metadata-Content-Type': 'application/grpc' },
  };
  const [, type = '', selector = ''] =
    /^([^{]*)(\{.*\})$/.exec(query.get('query') ?? query.get('single.query') ?? '') ?? [];
  if (!keeps(type)) return nothing;
  if (request.path.startsWith('/api/profiles/query_range')) {
    const [from, until] = ['start', 'end'].map((name) => Date.parse(query.get(name) ?? ''));
    const found = chosen(collected, selector, from ?? 0, until ?? 0);
    if (found.length === 0) return nothing;
    const grouped = Map.groupBy(found, ({ labels }) => JSON.stringify(labels));
    const series = [...grouped.values()].map((members) => ({
      labelset: {
        labels: Object.entries(members[0]?.labels ?? {}).map(([name, value]) => ({ name, value })),
      },
      samples: members.map((one) => ({
        timestamp: new Date(one.atMs).toISOString().replace('Z', '000000Z'),
        value: String(total(columnOf(one, type))),
        duration: '0',
        count: 1,
      })),
      periodType: null,
    }));
    return json({ series });
  }
  const atMs = Date.parse(query.get('single.time') ?? '');
  const [first, ...others] = chosen(collected, selector, atMs, atMs).map((one) =>
    columnOf(one, type),
  );
  if (first === undefined) return nothing;
  const merged = mergeProfiles([first, ...others]);
  if (!merged.ok) throw new Error(merged.reason);
  const pprof = Buffer.from(encodeProfile({ ...merged.value, period: 0 })).toString('base64');
  return json({ pprof, total: '0', filtered: '0' });
}

function json(value: unknown): Said {
  return {
    status: 200,
    body: JSON.stringify(value),
    headers: { 'content-type': 'application/json' },
  };
}

/** Those of `{name="value"}` in a span, both ends inside. */
function chosen(collected: readonly Collected[], selector: string, from: number, until: number) {
  const wanted = [...selector.matchAll(/(\w+)="([^"]*)"/g)];
  return collected
    .filter(({ atMs }) => atMs >= from && atMs <= until)
    .filter(({ labels }) => wanted.every(([, name = '', value]) => labels[name] === value));
}

/** One column of a profile, without the labels of its stacks. */
function columnOf({ bytes }: Collected, type: string): Profile {
  const decoded = decodeProfile(bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  const { stacks, sampleTypes } = decoded.value;
  const column = sampleTypes.findIndex((one) => one.type === type.split(':')[1]);
  const values = Float64Array.from(
    { length: stacks.count },
    (_, i) => stacks.values[i * sampleTypes.length + column] as number,
  );
  const labelStarts = new Int32Array(stacks.count + 1);
  return {
    ...decoded.value,
    sampleTypes: [sampleTypes[column] ?? { type: '', unit: '' }],
    stacks: { ...stacks, values, labelStarts },
  };
}

function total({ stacks }: Profile): number {
  return stacks.values.reduce((sum, value) => sum + value, 0);
}

function plain(profile: Profile): Uint8Array {
  return gunzipSync(encodeProfile(profile));
}

/** querier.v1.SelectMergeProfileRequest: two texts and two varints. */
function readRequest(bytes: Buffer): [string, string, number, number] {
  const fields: (string | number)[] = [];
  let at = 0;
  const varint = () => {
    let [value, scale] = [0, 1];
    for (;;) {
      const byte = bytes[at++] ?? 0;
      value += (byte & 0x7f) * scale;
      if (byte < 0x80) return value;
      scale *= 128;
    }
  };
  while (at < bytes.length) {
    const tag = varint();
    if ((tag & 7) === 0) fields[tag >> 3] = varint();
    else {
      const length = varint();
      fields[tag >> 3] = bytes.subarray(at, at + length).toString('utf8');
      at += length;
    }
  }
  return [String(fields[1]), String(fields[2]), Number(fields[3]), Number(fields[4])];
}
