import { defineConfig } from 'rolldown';

/**
 * One file a command and one for what several share, so that a command starts after reading a few files
 * and not two hundred. What npm installs stays outside, and each command still loads only what it needs.
 */
export default defineConfig({
  input: {
    main: 'src/main.ts',
    index: 'src/index.ts',
    'cli/diff-worker': 'src/cli/diff-worker.ts',
    'cli/draw-worker': 'src/cli/pprof/draw-worker.ts',
  },
  external: /^[a-z@]/,
  platform: 'node',
  output: {
    dir: 'dist',
    // No hashes: a build over a running program leaves it the names that it knows.
    chunkFileNames: 'cli/[name].js',
    sourcemap: true,
    minify: 'dce-only',
  },
});
