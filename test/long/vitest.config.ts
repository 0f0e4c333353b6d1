import { defineConfig } from 'vitest/config';
import { reporters } from '../support/reporters.ts';

/** What takes longer than CI may, since it is built from sources first or takes its time. */
export default defineConfig({
  test: {
    root: new URL('../..', import.meta.url).pathname,
    include: ['test/long/**/*.long.ts'],
    testTimeout: 1_800_000,
    hookTimeout: 600_000,
    maxWorkers: 2,
    reporters: reporters('long'),
  },
});
