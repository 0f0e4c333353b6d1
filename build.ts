import { build } from 'rolldown';

/**
 * One file a command and one for what several share, so that a command starts after reading a few files
 * and not two hundred. What npm installs stays outside, and each command still loads only what it needs.
 * By rolldown's API, since its command prints 170 names before what the build or the demo has to say.
 */
await build({
  input: {
    main: 'src/main.ts',
    index: 'src/index.ts',
    'cli/diff-worker': 'src/cli/diff-worker.ts',
    'cli/draw-worker': 'src/cli/pprof/draw-worker.ts',
  },
  // A helper of the bundler's own would be none of our dependencies: the build stops at it.
  external: /^(?!@oxc-project\/)[a-z@]/,
  platform: 'node',
  // The oldest Node that is asked for knows all of it: nothing is rewritten, and no helper is needed.
  transform: { target: 'node22.13' },
  output: {
    dir: 'dist',
    // A build under a running program leaves it the files that it has not loaded yet; packing starts anew.
    chunkFileNames: 'cli/[name]-[hash].js',
    minify: 'dce-only',
  },
});
