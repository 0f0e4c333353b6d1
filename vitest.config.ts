import { defineConfig } from 'vitest/config';
import { reporters } from './test/support/reporters.ts';

/** The suite that a user runs: needs Node and npm alone. */
export default defineConfig({
  test: {
    include: ['test/**/*.test.{ts,tsx}'],
    exclude: ['test/e2e/**', 'test/conformance/**'],
    testTimeout: 20_000,
    reporters: reporters('suite'),
  },
});
