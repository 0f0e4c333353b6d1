import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Labels } from '../../src/model/labels.ts';

/** One stored series: `[ms, value]` in the order of time. */
export type StoredSeries = {
  readonly labels: Labels;
  readonly samples: readonly (readonly [number, number])[];
};

/** One request as the server understood it. */
export type ApiQuery = {
  readonly endpoint: string;
  readonly params: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  /** Of a query for a range: how long it was. */
  readonly rangeMs: number;
};

/** What is answered in place of the data; null: the data. `hang`: nothing ever. */
export type Refusal =
  | { readonly status: number; readonly body: string; readonly headers?: Labels }
  | 'hang'
  | null;

/**
 * The part of Prometheus' HTTP API that `backtest` and feeds use, over series in memory. Of matchers it heeds
 * those of metric names, and in lists of series of namespaces: a real server is asked in test/e2e.
 */
export class FakePrometheus {
  readonly queries: ApiQuery[] = [];
  /** The most points of one series in any answer. */
  mostPoints = 0;
  refuse: (query: ApiQuery) => Refusal = () => null;
  warnings: readonly string[] = [];
  /** What a server has that has seen nothing later than this. */
  nowMs = Number.POSITIVE_INFINITY;
  /** The time that its answers tell in their header; null: none. */
  dateMs: number | null = null;
  series: readonly StoredSeries[];
  readonly #server: Server;

  constructor(series: readonly StoredSeries[]) {
    this.series = series;
    this.#server = createServer(async (request, response) => {
      const url = new URL(request.url ?? '', 'http://x');
      const body = request.method === 'POST' ? await textOf(request) : url.search;
      const params = new URLSearchParams(body);
      const rangeMs = Number(/\[(\d+)ms\]/.exec(params.get('query') ?? '')?.[1] ?? 0);
      const endpoint = url.pathname.replace('/api/v1/', '');
      const query = { endpoint, params, headers: request.headers, rangeMs };
      this.queries.push(query);
      const refusal = this.refuse(query);
      if (refusal === 'hang') return;
      response.sendDate = false;
      const date = this.dateMs === null ? {} : { date: new Date(this.dateMs).toUTCString() };
      response.setHeaders(new Map(Object.entries({ ...date, ...refusal?.headers })));
      response.statusCode = refusal?.status ?? 200;
      response.end(refusal?.body ?? JSON.stringify(this.#answer(query)));
    });
  }

  async listen(): Promise<string> {
    await new Promise<void>((done) => this.#server.listen(0, '127.0.0.1', done));
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`;
  }

  close(): void {
    this.#server.closeAllConnections();
    this.#server.close();
  }

  #answer({ endpoint, params, rangeMs }: ApiQuery) {
    const common = { status: 'success', warnings: this.warnings };
    const [, label] = /^label\/(\w+)\/values$/.exec(endpoint) ?? [];
    if (label !== undefined) {
      const values = this.#seen(params).flatMap(({ [label]: value }) => value ?? []);
      return { ...common, data: [...new Set(values)].sort() };
    }
    if (endpoint === 'series') return { ...common, ...this.#listed(params) };
    const query = params.get('query') ?? '';
    const wanted = namesOf(query);
    if (endpoint === 'query' && rangeMs === 0) {
      const data = query.startsWith('quantile(')
        ? this.#newest(query, params)
        : this.#vector(wanted, params);
      return { ...common, data };
    }
    const over = overs[/(\w+)_over_time\(/.exec(query)?.[1] ?? ''];
    const result = this.series.flatMap(({ labels, samples: all }) => {
      if (!wanted.test(labels['__name__'] ?? '')) return [];
      const samples = this.nowMs === Number.POSITIVE_INFINITY ? all : until(all, this.nowMs);
      const values =
        over === undefined
          ? between(samples, Number(params.get('time')) * 1000, rangeMs)
          : ofEach(samples, params, rangeMs, over);
      this.mostPoints = Math.max(this.mostPoints, values.length);
      const { __name__: _, ...others } = labels;
      // As in Prometheus: only last_over_time leaves the value what it was.
      const metric = over === undefined || over === overs['last'] ? labels : others;
      return values.length === 0 ? [] : [{ metric, values }];
    });
    return { ...common, data: { resultType: 'matrix', result } };
  }

  /** What each series was at a time, or now, if it was within five minutes before. */
  #vector(wanted: RegExp, params: URLSearchParams) {
    const asked = params.get('time');
    const atMs = asked === null ? this.nowMs : Number(asked) * 1000;
    const result = this.series.flatMap(({ labels, samples }) => {
      const known = placeAfter(samples, Math.min(atMs, this.nowMs));
      const [sampledMs, value] = samples[known - 1] ?? [0, 0];
      const isThere = wanted.test(labels['__name__'] ?? '') && sampledMs > atMs - 300_000;
      return isThere ? [{ metric: labels, sampledMs, value: [atMs / 1000, String(value)] }] : [];
    });
    return { resultType: 'vector', result };
  }

  /** `quantile(0.5, timestamp(a{…}) or timestamp(b{…}))` */
  #newest(query: string, params: URLSearchParams) {
    const names = [...query.matchAll(/timestamp\((\w+)\{/g)].map(([, name]) => name);
    const { result } = this.#vector(new RegExp(`^(?:${names.join('|')})$`), params);
    const times = result.map(({ sampledMs }) => sampledMs / 1000).sort((a, b) => a - b);
    const middle = times[times.length >> 1];
    const value = [Number(params.get('time')), String(middle)];
    return { resultType: 'vector', result: middle === undefined ? [] : [{ metric: {}, value }] };
  }

  #listed(params: URLSearchParams) {
    const data = this.#seen(params);
    const limit = Number(params.get('limit') ?? 0);
    if (limit === 0 || data.length <= limit) return { data };
    const warnings = [...this.warnings, 'results truncated due to limit'];
    return { data: data.slice(0, limit), warnings };
  }

  #seen(params: URLSearchParams): Labels[] {
    const wanted = namesOf(params.get('match[]') ?? '');
    const [fromMs, untilMs] = ['start', 'end'].map((name) => Number(params.get(name)) * 1000);
    return this.series.flatMap(({ labels, samples }) => {
      const last = samples[placeAfter(samples, Math.min(untilMs ?? 0, this.nowMs)) - 1];
      const isSeen = last !== undefined && last[0] >= (fromMs ?? 0);
      const isMeant = wanted.test(labels['__name__'] ?? '') && heeds(labels, params);
      return isSeen && isMeant ? [labels] : [];
    });
  }
}

/** What is made of the samples of one step. */
const overs: Readonly<Record<string, (values: readonly number[]) => number>> = {
  last: (values) => values.at(-1) ?? Number.NaN,
  min: (values) => Math.min(...values),
  max: (values) => Math.max(...values),
};

/** Whether a series has one of the namespaces that are asked for. */
function heeds(labels: Labels, params: URLSearchParams): boolean {
  const [, quoted] = /\bnamespace=~("(?:[^"\\]|\\.)*")/.exec(params.get('match[]') ?? '') ?? [];
  if (quoted === undefined) return true;
  return new RegExp(`^(?:${JSON.parse(quoted)})$`).test(labels['namespace'] ?? '');
}

function namesOf(selector: string): RegExp {
  const [, matcher] = /__name__=~?"([^"]*)"/.exec(selector) ?? [];
  // `a or b{…}`, without a matcher for the name.
  const bare = selector
    .replaceAll(/\{[^}]*\}/g, '')
    .split(' or ')
    .join('|');
  return new RegExp(`^(?:${matcher ?? (bare === '' ? '.*' : bare)})$`);
}

function until(samples: StoredSeries['samples'], nowMs: number) {
  return samples.slice(0, placeAfter(samples, nowMs));
}

/** How many samples are not later than that: they are in order. */
function placeAfter(samples: StoredSeries['samples'], atMs: number): number {
  let [low, high] = [0, samples.length];
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((samples[middle]?.[0] ?? 0) <= atMs) low = middle + 1;
    else high = middle;
  }
  return low;
}

/** As Prometheus 2 has it: both ends count. */
function between(samples: StoredSeries['samples'], untilMs: number, rangeMs: number) {
  return samples
    .slice(placeAfter(samples, untilMs - rangeMs - 1), placeAfter(samples, untilMs))
    .map(([atMs, value]) => [atMs / 1000, String(value)] as const);
}

function ofEach(
  samples: StoredSeries['samples'],
  params: URLSearchParams,
  rangeMs: number,
  over: (values: readonly number[]) => number,
) {
  const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) =>
    Math.round(Number(params.get(name)) * 1000),
  );
  const found: (readonly [number, string])[] = [];
  let first = placeAfter(samples, start - rangeMs);
  for (let atMs = start; atMs <= end; atMs += step) {
    while ((samples[first]?.[0] ?? Number.POSITIVE_INFINITY) <= atMs - rangeMs) first++;
    const values: number[] = [];
    for (let i = first; (samples[i]?.[0] ?? Number.POSITIVE_INFINITY) <= atMs; i++) {
      values.push(samples[i]?.[1] ?? 0);
    }
    if (values.length > 0) found.push([atMs / 1000, String(over(values))]);
  }
  return found;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
