// Run it: node examples/leaky-node/main.mjs      (then: sawtooth watch http://127.0.0.1:9464/metrics http://127.0.0.1:9464/debug/pprof)

// The twin of goleaky on Node: it builds reports, validates them and saves a copy of each in a store
// that nobody ever empties. Past a count the store throws and the process ends with exit 1, so a
// supervisor that starts it again draws a sawtooth.

import { parseArgs } from 'node:util';
import { setFlagsFromString } from 'node:v8';

// V8's sampling heap profiler sees physical frames only: what the optimizer folded into its caller
// is booked on the caller (tried on Node 20 and 24: 87 % of a small hot function's bytes). Without
// inlining the names are exact. It holds for what is compiled from here on.
setFlagsFromString('--no-turbo-inlining');
setFlagsFromString('--no-maglev-inlining');

const { values } = parseArgs({
  options: {
    addr: { type: 'string', default: '127.0.0.1:9464' },
    rate: { type: 'string', default: '60' },
    churn: { type: 'string', default: '65536' },
    payload: { type: 'string', default: '16384' },
    max: { type: 'string', default: '20000' },
    'sampling-interval': { type: 'string', default: '65536' },
  },
});

const { startHeapProfile } = await import('./heap-profile.mjs');
const { serve } = await import('./server.mjs');
const { buildReport } = await import('./builder.mjs');
const { validateAndSave } = await import('./validator.mjs');

const takeHeapProfile = await startHeapProfile(Number(values['sampling-interval']));
try {
  const address = await serve(values.addr, takeHeapProfile);
  process.stderr.write(`leaky-node: http://${address}/metrics and http://${address}/debug/pprof\n`);
  doWork();
} catch (error) {
  process.stderr.write(
    `leaky-node: cannot listen on ${values.addr}: ${error.message}. Choose another with --addr.\n`,
  );
  process.exitCode = 1;
}

/** Builds and saves reports at an even rate, for as long as the store takes them. */
function doWork() {
  const [rate, churnBytes, payloadBytes, max] = ['rate', 'churn', 'payload', 'max'].map((name) =>
    Number(values[name]),
  );
  const start = performance.now();
  let done = 0;
  setInterval(function tick() {
    const due = Math.floor(((performance.now() - start) / 1000) * rate);
    for (; done < due; done++) {
      validateAndSave(buildReport(done, churnBytes), { payloadBytes, max });
    }
  }, 10);
}
