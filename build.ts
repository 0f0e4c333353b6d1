import { parseArgs } from 'node:util';
import { build, type InputOptions, type OutputOptions, type RolldownPlugin } from 'rolldown';

/**
 * One file a command and one for what several share, so that a command starts after reading a few files
 * and not two hundred. By rolldown's API, since its command prints 170 names before what the build or the
 * demo has to say.
 *
 * `node build.ts`: the package. What npm installs stays outside, and each command loads only what it needs.
 * `node build.ts --whole DIR`: the image. All of it is in, small, and there is no node_modules beside it.
 */
const { values } = parseArgs({ options: { whole: { type: 'string' } } });

const input: InputOptions = {
  input: {
    main: 'src/main.ts',
    index: 'src/index.ts',
    'cli/diff-worker': 'src/cli/diff-worker.ts',
    'cli/setup-worker': 'src/cli/setup-worker.ts',
    'cli/draw-worker': 'src/cli/pprof/draw-worker.ts',
  },
  platform: 'node',
  // The oldest Node that is asked for knows all of it: nothing is rewritten, and no helper is needed.
  transform: { target: 'node22.13' },
};

// A build under a running program leaves it the files that it has not loaded yet; packing starts anew.
const output: OutputOptions = { chunkFileNames: 'cli/[name]-[hash].js' };

/** What is loaded when it is first needed is in the image all the same. */
const lazyInside: RolldownPlugin = {
  name: 'lazy-inside',
  transform: (code) =>
    code.replaceAll(/createRequire\(import\.meta\.url\)(?=\('re2js'\))/g, 'require'),
};

if (values.whole === undefined) {
  await build({
    ...input,
    // A helper of the bundler's own would be none of our dependencies: the build stops at it.
    external: /^(?!@oxc-project\/)[a-z@]/,
    output: { ...output, dir: 'dist', minify: 'dce-only' },
  });
} else {
  await build({
    ...input,
    // Pictures in pixels need a font and another megabytes of wasm: they stay with the package. React
    // asks for its tools where nobody has set them up.
    external: [/^@resvg\//, /^@expo-google-fonts\//, 'react-devtools-core'],
    plugins: [lazyInside],
    transform: { ...input.transform, define: { 'process.env.NODE_ENV': '"production"' } },
    output: { ...output, dir: values.whole, minify: true },
  });
}
