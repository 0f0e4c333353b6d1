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
export type Refusal = { readonly status: number; readonly body: string } | 'hang' | null;

/**
 * The part of Prometheus' HTTP API that `backtest` uses, over series in memory. It heeds times and no
 * matchers: a real server is asked in test/e2e.
 */
export class FakePrometheus {
  readonly queries: ApiQuery[] = [];
  /** The most points of one series in any answer. */
  mostPoints = 0;
  refuse: (query: ApiQuery) => Refusal = () => null;
  warnings: readonly string[] = [];
  readonly #series: readonly StoredSeries[];
  readonly #server: Server;

  constructor(series: readonly StoredSeries[]) {
    this.#series = series;
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
    if (endpoint === 'series') return { ...common, data: this.#series.map(({ labels }) => labels) };
    const result = this.#series.map(({ labels, samples }) => {
      const values =
        endpoint === 'query'
          ? between(samples, Number(params.get('time')) * 1000, rangeMs)
          : lastOfEach(samples, params, rangeMs);
      this.mostPoints = Math.max(this.mostPoints, values.length);
      return { metric: labels, values };
    });
    return { ...common, data: { resultType: 'matrix', result } };
  }
}

/** As Prometheus 2 has it: both ends count. */
function between(samples: StoredSeries['samples'], untilMs: number, rangeMs: number) {
  return samples
    .filter(([atMs]) => atMs >= untilMs - rangeMs && atMs <= untilMs)
    .map(([atMs, value]) => [atMs / 1000, String(value)] as const);
}

function lastOfEach(samples: StoredSeries['samples'], params: URLSearchParams, rangeMs: number) {
  const [start = 0, end = 0, step = 1] = ['start', 'end', 'step'].map((name) =>
    Math.round(Number(params.get(name)) * 1000),
  );
  const found: (readonly [number, string])[] = [];
  let next = 0;
  for (let atMs = start; atMs <= end; atMs += step) {
    while ((samples[next]?.[0] ?? Number.POSITIVE_INFINITY) <= atMs) next++;
    const [ms, value] = samples[next - 1] ?? [Number.NEGATIVE_INFINITY, 0];
    if (ms > atMs - rangeMs) found.push([atMs / 1000, String(value)]);
  }
  return found;
}

async function textOf(request: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of request) text += chunk;
  return text;
}
