import { defineConfig } from 'vitest/config';
import { longestFirst } from '../support/longest-first.ts';
import { reporters } from '../support/reporters.ts';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/e2e/**/*.e2e.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 3,
    sequence: {
      sequencer: longestFirst(
        'demo',
        'sidecar',
        'who-did-it',
        'main-path',
        'alertmanager',
        'shards-change',
      ),
    },
    // They wait for programs that have the machine to themselves for a tenth of the time.
    maxConcurrency: 8,
    reporters: reporters('e2e'),
  },
});
