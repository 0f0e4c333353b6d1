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
    // A build under a running program leaves it the files that it has not loaded yet; packing starts anew.
    chunkFileNames: 'cli/[name]-[hash].js',
    sourcemap: true,
    minify: 'dce-only',
  },
});
