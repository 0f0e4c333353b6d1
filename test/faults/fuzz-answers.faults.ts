import { gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { afterAll, beforeAll, test } from 'vitest';
import { listPods } from '../../src/discover/kubernetes/list-pods.ts';
import { podGroup } from '../../src/discover/kubernetes/pod-group.ts';
import { watchPods } from '../../src/discover/kubernetes/watch-pods.ts';
import { parseTargetGroups } from '../../src/discover/parse-target-groups.ts';
import { closeHttpAgents } from '../../src/http/agents.ts';
import { isSaneSize, takeAnswerRows } from '../../src/scrape/query/answer-rows.ts';
import { askServer } from '../../src/scrape/query/query-server.ts';
import { readRecorded } from '../../src/scrape/recorded/read-recorded.ts';
import { httpPeer, type Peer } from '../http/hostile-server.ts';
import { fuzz } from './support/fuzz.ts';
import { mutated, mutatedText } from './support/mutated.ts';

const groups = [
  '[{"targets":["a:1","b:2"],"labels":{"team":"shop"}},{"targets":[],"labels":{"__meta_x":"y"}}]',
  '- targets: [a:1, b:2]\n  labels: { team: shop }\n',
];

test('the lists of http_sd and file_sd', async () => {
  await fuzz({
    name: 'target groups',
    cases: 6_000,
    inputs: fc.tuple(
      mutatedText(groups, 64 * 1024),
      fc.constantFrom('json' as const, 'yaml' as const),
    ),
    run: ([text, format]) => {
      const parsed = parseTargetGroups(text, format, { source: 's', meta: { m: 'x' } });
      if (!parsed.ok && parsed.reason.length > 1000) throw new Error('a sentence without end');
    },
    mostMs: 2_000,
    // An error of the YAML parser a character, before the first hundred are taken.
    mostPeakMiB: 500,
  });
});

const matrix =
  '{"status":"success","data":{"resultType":"matrix","result":[{"metric":{"__name__":"up","pod":"a\\"{}[]"},"values":[[1700000000,"1"],[1700000060.5,"NaN"]]},{"metric":{"pod":"b"},"values":[[1700000000,"+Inf"]]}]},"warnings":["w"]}';
const series =
  '{"status":"success","data":[{"__name__":"up","job":"a"},{"__name__":"up","job":"b"}]}';
const refused = '{"status":"error","errorType":"bad_data","error":"invalid parameter"}';

test("rows of Prometheus' HTTP API", async () => {
  await fuzz({
    name: 'query answers',
    cases: 10_000,
    inputs: mutated([matrix, series, refused], 128 * 1024),
    run: (body) => void takeAnswerRows(body, (row) => isSaneSize(Object(row))),
    mostMs: 500,
    mostPeakMiB: 200,
  });
});

const recordings = [
  'time,heap_inuse_bytes,rss_bytes,instance\n1700000000,100,200,a\n1700000060,NaN,,a\n"1700000120","5","6","b"\n',
  '{"time":1700000000,"heap_inuse_bytes":100,"instance":"a"}\n{"time":"2023-11-14T22:13:20Z","rss_bytes":null}\n',
  '# TYPE process_resident_memory_bytes gauge\nprocess_resident_memory_bytes{instance="a"} 5 1700000000\n# EOF\n',
  't,value\n1700000000,5\n',
];

test('recorded series', async () => {
  await fuzz({
    name: 'recordings',
    cases: 6_000,
    inputs: fc.tuple(mutated(recordings, 128 * 1024), fc.boolean()),
    run: async ([bytes, packed]) => {
      async function* whole() {
        yield packed ? gzipSync(bytes) : bytes;
      }
      const read = await readRecorded(whole(), { unit: 'bytes', limit: null });
      if (!read.ok) return;
      for (const { atMs } of read.value.readings) {
        if (!Number.isFinite(atMs)) throw new Error(`a reading at ${atMs}`);
      }
    },
    mostMs: 1_000,
    mostPeakMiB: 250,
  });
});

const pod =
  '{"metadata":{"name":"cart-1","namespace":"shop","uid":"u","resourceVersion":"7","labels":{"app":"cart"},"annotations":{"a/b":"c"},"ownerReferences":[{"kind":"ReplicaSet","name":"cart-7f","controller":true}]},"spec":{"nodeName":"n","containers":[{"name":"app","image":"i","ports":[{"name":"http","containerPort":80,"protocol":"TCP"}],"resources":{"limits":{"memory":"512Mi"}}}]},"status":{"phase":"Running","podIP":"10.0.0.1","containerStatuses":[{"name":"app","containerID":"c"}]}}';
const list = `{"kind":"PodList","metadata":{"resourceVersion":"7"},"items":[${pod}]}`;
const watch = `{"type":"ADDED","object":${pod}}\n{"type":"BOOKMARK","object":{"metadata":{"resourceVersion":"9"}}}\n{"type":"ERROR","object":{"code":410,"message":"too old"}}\n`;

let peer: Peer;
let body: Uint8Array = Buffer.from('');
beforeAll(async () => {
  peer = await httpPeer((_, response) => response.end(body));
});
afterAll(async () => {
  closeHttpAgents();
  await peer.close();
});

function asking(signal: AbortSignal) {
  return {
    config: {
      ...{ kind: 'kubernetes' as const, apiServer: peer.url, namespaces: [], ownNamespace: false },
      ...{ labelSelector: '', fieldSelector: '', http: { headers: {} } },
    },
    namespace: '',
    around: {
      env: {},
      serviceAccount: '/nowhere',
      sleep: async () => undefined,
      random: () => 0.5,
    },
    signal,
  };
}

test('lists and watches of an API server, over sockets', async () => {
  await fuzz({
    name: 'kubernetes answers',
    cases: 1_500,
    inputs: fc.tuple(mutated([list, watch, pod], 64 * 1024), fc.boolean()),
    run: async ([bytes, isWatch]) => {
      body = bytes;
      const stop = AbortSignal.timeout(2_000);
      if (isWatch) {
        await watchPods(
          asking(stop),
          '7',
          (event) => 'pod' in event && podGroup(event.pod),
          () => undefined,
        );
        return;
      }
      const listed = await listPods(asking(stop));
      if (listed.kind === 'pods') listed.pods.map(podGroup);
    },
    mostMs: 3_000,
    mostPeakMiB: 400,
  });
});

test("Prometheus' API, over sockets", async () => {
  await fuzz({
    name: 'query server',
    cases: 1_500,
    inputs: mutated([matrix, series, refused], 64 * 1024),
    run: async (bytes) => {
      body = bytes;
      const server = {
        url: peer.url,
        http: { headers: {} },
        deadlineMs: 5_000,
        signal: new AbortController().signal,
      };
      const answer = await askServer(
        server,
        'query',
        new URLSearchParams({ query: 'up' }),
        () => undefined,
      );
      if (!answer.ok && answer.reason.length > 3000)
        throw new Error(`a sentence of ${answer.reason.length}`);
    },
    mostMs: 1_000,
    mostPeakMiB: 300,
  });
});
