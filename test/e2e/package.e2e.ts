import { mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join, resolve } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { expectGolden } from '../support/golden.ts';
import { runToEnd } from './support/programs.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-package-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

type Packed = {
  readonly filename: string;
  readonly files: readonly { readonly path: string }[];
};

/** What `npm publish` would send, from what is built. */
async function packed(): Promise<Packed> {
  const args = ['pack', '--ignore-scripts', '--json', '--pack-destination', folder];
  const { code, stdout, stderr } = await runToEnd('npm', args);
  expect({ code, stderr: code === 0 ? '' : stderr }).toEqual({ code: 0, stderr: '' });
  const [one] = Object.values(JSON.parse(stdout) as Record<string, Packed>);
  if (one === undefined) throw new Error(`npm pack said ${stdout}`);
  return one;
}

describe('the package', async () => {
  const { files, filename } = await packed();
  const paths = files.map(({ path }) => path);

  test('holds what is built, and of the rest what is meant to be there and nothing else', () => {
    const built = paths.filter((path) => path.startsWith('dist/'));
    const others = paths.filter((path) => !path.startsWith('dist/'));
    expectGolden('e2e/package-files.txt', `${others.toSorted().join('\n')}\n`);
    expect(built).toEqual(
      expect.arrayContaining(['dist/main.js', 'dist/index.js', 'dist/index.d.ts']),
    );
    // Neither sources nor maps, which would name this machine, nor tests.
    expect(built.filter((path) => !/\.(js|d\.ts)$/.test(path) || /\.test\./.test(path))).toEqual(
      [],
    );
  });

  test('runs where it is unpacked, as a program and as a library', async () => {
    await runToEnd('tar', ['-xzf', join(folder, filename), '-C', folder]);
    const root = join(folder, 'package');
    symlinkSync(resolve('node_modules'), join(root, 'node_modules'));
    const node = process.execPath;
    const { version } = JSON.parse(readFileSync('package.json', 'utf8')) as { version: string };
    const said = await runToEnd(node, [join(root, 'dist/main.js'), '--version']);
    expect(said).toMatchObject({ code: 0, stdout: expect.stringContaining(version) });
    const rules = await runToEnd(node, [
      join(root, 'dist/main.js'),
      ...['test', 'rules', join(root, 'rules/memory.test.yaml')],
    ]);
    expect(rules).toMatchObject({ code: 0 });
    const used = `import * as all from ${JSON.stringify(join(root, 'dist/index.js'))}; console.log(Object.keys(all).length > 5)`;
    expect(await runToEnd(node, ['--input-type=module', '-e', used])).toMatchObject({
      stdout: 'true\n',
    });
  });

  test('brings the declarations that its entry reaches, and no others', async () => {
    const declared = paths.filter((path) => path.endsWith('.d.ts'));
    expect(declared.length).toBeLessThan(100);
    const root = join(folder, 'package');
    const consumer = join(folder, 'consumer');
    mkdirSync(join(consumer, 'node_modules'), { recursive: true });
    symlinkSync(root, join(consumer, 'node_modules', 'sawtooth'));
    symlinkSync(resolve('node_modules/@types'), join(consumer, 'node_modules', '@types'));
    const program = [
      "import { Detector, defaultRule, decodeProfile, type Verdict, type Deps } from 'sawtooth';",
      'const verdict: Verdict = new Detector({ timeScale: 1 }).judge(defaultRule.detect, 0);',
      // Were a declaration missing, its types would be any, which is a string too.
      'const scrape: Deps["scrape"] = "no scrape";',
      'export const both = [verdict.kind, scrape, decodeProfile];',
    ];
    writeFileSync(join(consumer, 'use.ts'), program.join('\n'));
    const options = ['--noEmit', '--strict', '--module', 'nodenext', '--types', 'node'];
    const files = ['--target', 'es2024', join(consumer, 'use.ts')];
    const { stdout } = await runToEnd(resolve('node_modules/.bin/tsc'), [...options, ...files], {
      cwd: consumer,
    });
    expect(stdout.trim().split('\n')).toEqual([
      expect.stringMatching(/use\.ts\(3,7\): error TS2322: Type 'string' is not assignable/),
    ]);
    // Each is needed: what nothing imports would be for nobody.
    const text = declared.map((path) => readFileSync(join(root, path), 'utf8')).join('\n');
    const alone = declared.filter((path) => {
      const name = basename(path, '.d.ts');
      return name !== 'index' && !text.includes(`/${name}.ts`);
    });
    expect(alone).toEqual([]);
  });

  test('is published to everybody, with provenance, from exact versions', () => {
    const manifest = JSON.parse(readFileSync('package.json', 'utf8')) as {
      publishConfig: object;
      dependencies: Record<string, string>;
      optionalDependencies: Record<string, string>;
    };
    expect(manifest.publishConfig).toEqual({ access: 'public', provenance: true });
    const all = { ...manifest.dependencies, ...manifest.optionalDependencies };
    expect(Object.values(all).filter((range) => !/^\d+\.\d+\.\d+$/.test(range))).toEqual([]);
  });
});
