import { gzipSync } from 'node:zlib';
import { Function as Code, Line, Location, Profile, Sample, StringTable } from 'pprof-format';

/**
 * Turns what `HeapProfiler.getSamplingProfile` answers into the gzipped bytes of a pprof heap
 * profile with Go's sample types inuse_objects and inuse_space, values unsampled as Go's are.
 *
 * V8 samples as Go does: an allocation of s bytes is hit with p = 1 - exp(-s/R), R the interval. A
 * node's `selfSize` is unsampled already: the sum of s * n/p (tried at R = 1, 4 KiB, 32 KiB and
 * 512 KiB against the heap's true growth). `samples` lists the n live samples of each node; their
 * `size` is s * round(1/p), off by up to a fifth for s near R, so only their number is used.
 */
export function encodePprof(profile, { intervalBytes, atMs }) {
  const strings = new StringTable();
  const table = locationTable(strings);
  const unit = (type, name) => ({ type: strings.dedup(type), unit: strings.dedup(name) });
  const samples = liveNodes(profile, table.locationId).map(({ stack, spaceBytes, sampled }) => {
    const objectBytes = meanObjectBytes(spaceBytes / sampled, intervalBytes);
    return new Sample({
      locationId: stack,
      value: [Math.max(1, Math.round(spaceBytes / objectBytes)), spaceBytes],
      label: [{ key: strings.dedup('bytes'), num: objectBytes, numUnit: strings.dedup('bytes') }],
    });
  });
  return gzipSync(
    new Profile({
      stringTable: strings,
      sampleType: [unit('inuse_objects', 'count'), unit('inuse_space', 'bytes')],
      defaultSampleType: strings.dedup('inuse_space'),
      periodType: unit('space', 'bytes'),
      period: intervalBytes,
      timeNanos: BigInt(atMs) * 1_000_000n,
      sample: samples,
      location: table.locations,
      function: table.functions,
    }).encode(),
  );
}

/**
 * Every node that holds memory, with its stack from the leaf to the root. One whose samples were all
 * collected while the tree was being read holds none any more.
 */
function liveNodes(profile, locationId) {
  const sampled = new Map();
  for (const { nodeId } of profile.samples) sampled.set(nodeId, (sampled.get(nodeId) ?? 0) + 1);
  const live = [];
  const open = profile.head.children.map((node) => ({ node, callers: [] }));
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node, callers } = next;
    const stack = [locationId(node.callFrame), ...callers];
    for (const child of node.children) open.push({ node: child, callers: stack });
    const count = sampled.get(node.id) ?? 0;
    if (node.selfSize > 0 && count > 0) {
      live.push({ stack, spaceBytes: node.selfSize, sampled: count });
    }
  }
  return live;
}

/**
 * The object size s at which one sample stands for `weightBytes`: s / (1 - exp(-s/R)) solved for s by
 * bisection (it rises from R at s = 0), in V8's steps of eight bytes.
 */
function meanObjectBytes(weightBytes, intervalBytes) {
  let [low, high] = [8, Math.max(8, weightBytes)];
  while (high - low > 4) {
    const middle = (low + high) / 2;
    if (middle / (1 - Math.exp(-middle / intervalBytes)) < weightBytes) low = middle;
    else high = middle;
  }
  return Math.max(8, Math.round(high / 8) * 8);
}

/**
 * One function and one location for each place. V8 knows where a function begins, not the line that
 * allocated. What has no script is built into the engine; `node:v8` says so.
 */
function locationTable(strings) {
  const [functions, locations, ids] = [[], [], new Map()];
  return {
    functions,
    locations,
    locationId({ functionName, url, lineNumber, columnNumber }) {
      const key = `${functionName} ${url} ${lineNumber} ${columnNumber}`;
      const known = ids.get(key);
      if (known !== undefined) return known;
      const id = ids.size + 1;
      ids.set(key, id);
      const name = strings.dedup(functionName || '(anonymous)');
      const filename = strings.dedup(url || 'node:v8');
      const line = Math.max(0, lineNumber + 1);
      functions.push(new Code({ id, name, systemName: name, filename, startLine: line }));
      locations.push(new Location({ id, line: [new Line({ functionId: id, line })] }));
      return id;
    },
  };
}
