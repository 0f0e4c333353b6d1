import { defineConfig } from 'vitest/config';
import { longestFirst } from '../support/longest-first.ts';
import { reporters } from '../support/reporters.ts';

export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/faults/**/*.faults.ts'],
    testTimeout: 240_000,
    hookTimeout: 240_000,
    maxWorkers: 2,
    sequence: { sequencer: longestFirst('soak', 'kill-writer', 'lost-store', 'kill-serve') },
    reporters: reporters('faults'),
  },
});
