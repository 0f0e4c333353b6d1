import { existsSync } from 'node:fs';
import { dirname } from 'node:path';
import { defineConfig } from 'vitest/config';
import { reporters } from '../support/reporters.ts';
import { cached } from './support/cache.ts';

const program = cached('prometheus/prometheus');
const isThere = existsSync(program);
if (!isThere) console.error(`skipped: beside Prometheus 3 (no ${program})`);

/** The end-to-end tests beside Prometheus once more, with version 3 in place of Debian's. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: isThere ? ['test/e2e/{backtest,fleet,relabelling,shard-by,web-config}.e2e.ts'] : [],
    passWithNoTests: !isThere,
    env: { PATH: `${dirname(program)}:${process.env['PATH']}` },
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    reporters: reporters('prometheus-3'),
  },
});
