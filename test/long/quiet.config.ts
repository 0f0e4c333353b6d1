import { defineConfig } from 'vitest/config';
import { reporters } from '../support/reporters.ts';

/** The end-to-end tests of programs that must stay quiet, for a day of rule time. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/**/*.e2e.ts'],
    testNamePattern: 'quiet|OOM run',
    maxConcurrency: 2,
    env: { SAWTOOTH_QUIET_SECONDS: '1440', SAWTOOTH_OOM_RUNS: '20' },
    testTimeout: 1_800_000,
    maxWorkers: 2,
    reporters: reporters('quiet'),
  },
});
