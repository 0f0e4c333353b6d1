/**
 * How long a profile takes against gunzip of the same bytes in the same run: decoding, flat and cum of
 * every function, and the table of the fifty heaviest. Run: node test/bench/profile.bench.ts
 */
import { existsSync, readFileSync } from 'node:fs';
import { gunzipSync } from 'node:zlib';
import { Bench } from 'tinybench';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { topTable } from '../../src/profile/top-table.ts';

const data = new URL('../../../shared/data/pprof/big/', import.meta.url);
const files = ['heap-5000.new.pb.gz', 'tree-50000.new.pb.gz'];

if (!existsSync(data)) {
  process.stderr.write(`the bench needs the evaluation data, and ${data.pathname} is not there\n`);
  process.exit(2);
}

for (const file of files) {
  const bytes = readFileSync(new URL(file, data));
  const bench = new Bench({ time: 3000, warmupTime: 500 })
    .add('gunzip', () => {
      gunzipSync(bytes);
    })
    .add('decode', () => {
      decodeProfile(bytes);
    })
    .add('top', () => {
      const profile = decodeProfile(bytes);
      if (!profile.ok) throw new Error(profile.reason);
      topTable(profile.value, profile.value.sampleTypes.length - 1, 50);
    });
  await bench.run();
  // The least is what the code takes; the rest is what else the machine did.
  const [gunzip, decode, top] = bench.tasks.map((task) =>
    task.result.state === 'completed' ? task.result.latency.min : Number.NaN,
  );
  const ratio = ((top ?? 0) / (gunzip ?? 1)).toFixed(1);
  process.stdout.write(
    `${file}: gunzip ${gunzip?.toFixed(1)} ms, decode ${decode?.toFixed(1)} ms, decode + flat/cum + top ${top?.toFixed(1)} ms = ${ratio} × gunzip\n`,
  );
}
