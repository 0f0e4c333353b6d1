import { readdirSync, readFileSync } from 'node:fs';
import { dirname, join, relative } from 'node:path';
import { parseSync, Visitor } from 'oxc-parser';
import { expect, test } from 'vitest';

/**
 * The house, lowest layer first: what each folder of `src` may import besides itself.
 * ARCHITECTURE.md draws the same table; a change there and here is one commit.
 */
const layers: Record<string, { readonly layer: number; readonly may: readonly string[] }> = {
  model: { layer: 0, may: [] },
  detect: { layer: 1, may: ['model', 'simple-statistics'] },
  profile: { layer: 1, may: ['model', 'node:module', 'node:zlib', 're2js'] },
  relabel: { layer: 1, may: ['model', 'node:crypto', 'node:module', 're2js'] },
  incident: { layer: 2, may: ['model', 'detect', 'profile'] },
  render: { layer: 2, may: ['model', 'detect', 'profile', 'd3-scale', 'd3-shape'] },
  config: { layer: 3, may: ['model', 'relabel', 'zod', 'yaml', 'node:'] },
  http: { layer: 3, may: ['model', 'axios', 'node:'] },
  store: { layer: 4, may: ['model', 'http', 'zod', 'aws4fetch', 'node:'] },
  discover: { layer: 4, may: ['model', 'relabel', 'config', 'http', 'zod', 'node:'] },
  scrape: { layer: 4, may: ['model', 'relabel', 'http', 'zod', 'p-limit', 'node:'] },
  capture: { layer: 4, may: ['model', 'profile', 'http', 'zod', 'node:'] },
  notify: { layer: 4, may: ['model', 'render', 'http', 'zod', 'p-retry', 'node:'] },
  watch: { layer: 5, may: ['model', 'detect', 'profile', 'incident', 'p-limit'] },
  serve: {
    layer: 6,
    may: [
      'model',
      'incident',
      'render',
      'watch',
      'browser',
      'prom-client',
      'hono',
      '@hono/node-server',
      'zod',
      'bcryptjs',
      'node:',
    ],
  },
  tui: { layer: 6, may: ['model', 'render', 'ink', 'react'] },
  browser: { layer: 5, may: [] },
  cli: { layer: 7, may: ['*'] },
  'main.ts': { layer: 8, may: ['cli', 'model', 'node:'] },
  'index.ts': { layer: 8, may: ['model', 'detect', 'profile', 'render', 'watch'] },
};

/** What a pure layer must not touch: time, I/O and the process come in as arguments. */
const impure = new Set(
  'Date process performance console fetch setTimeout setInterval setImmediate'.split(' '),
);

test.each(Object.entries(layers))('%s imports only what its layer may', (folder, { may }) => {
  const strangers = filesUnder(folder)
    .flatMap(importsOf)
    .filter(({ to }) => to !== folder && !may.some((allowed) => matches(allowed, to)));
  expect(strangers).toEqual([]);
});

test('every folder of src is in the table', () => {
  expect(readdirSync('src').filter((name) => !(name in layers))).toEqual([]);
});

test('imports go down the table only', () => {
  for (const [folder, { layer, may }] of Object.entries(layers)) {
    for (const below of may.filter((name) => name in layers)) {
      expect(layers[below]?.layer, `${folder} → ${below}`).toBeLessThan(layer);
    }
  }
});

test('pure layers touch neither the clock, the process nor the network', () => {
  const pure = Object.entries(layers).filter(([, { layer }]) => layer <= 2);
  expect(pure.flatMap(([folder]) => filesUnder(folder).flatMap(impureNames))).toEqual([]);
});

test('what runs in a browser is one function a file, with nothing around it', () => {
  const bodies = filesUnder('browser').map((file) => parse(file).program.body);
  expect(bodies.length).toBeGreaterThan(0);
  for (const body of bodies) {
    expect(body.map((statement) => statement.type)).toEqual(['ExportNamedDeclaration']);
  }
});

/** `node:` allows every built-in, `node:zlib` just that one, `*` everything. */
function matches(allowed: string, to: string): boolean {
  if (allowed === '*') return true;
  if (allowed === 'node:') return to.startsWith('node:');
  return to === allowed || (to.startsWith(`${allowed}/`) && !(allowed in layers));
}

function filesUnder(folder: string): string[] {
  if (/\.tsx?$/.test(folder)) return existing(folder);
  return existing(folder).length === 0
    ? []
    : readdirSync(join('src', folder), { recursive: true, encoding: 'utf8' })
        .filter((name) => /\.tsx?$/.test(name))
        .map((name) => join('src', folder, name));
}

function existing(name: string): string[] {
  return readdirSync('src').includes(name) ? [join('src', name)] : [];
}

/** Every import of a file: static, type-only, re-exported and dynamic ones. */
function importsOf(file: string): { file: string; to: string }[] {
  const { module, program } = parse(file);
  const dynamic: string[] = [];
  new Visitor({
    ImportExpression({ source }) {
      dynamic.push(source.type === 'Literal' ? String(source.value) : 'not a literal');
    },
    TSImportType({ source }) {
      dynamic.push(String(source.value));
    },
  }).visit(program);
  const stated = [
    ...module.staticImports.map(({ moduleRequest }) => moduleRequest.value),
    ...module.staticExports.flatMap(({ entries }) =>
      entries.flatMap(({ moduleRequest }) => (moduleRequest ? [moduleRequest.value] : [])),
    ),
  ];
  return [...stated, ...dynamic].map((specifier) => ({ file, to: layerOf(file, specifier) }));
}

function impureNames(file: string): string[] {
  const found: string[] = [];
  new Visitor({
    CallExpression({ callee }) {
      if (callee.type === 'Identifier' && impure.has(callee.name)) found.push(callee.name);
      if (callee.type === 'MemberExpression' && isMathRandom(callee)) found.push('Math.random');
    },
    NewExpression({ callee }) {
      if (callee.type === 'Identifier' && impure.has(callee.name)) found.push(callee.name);
    },
    MemberExpression({ object }) {
      if (object.type === 'Identifier' && impure.has(object.name)) found.push(object.name);
    },
  }).visit(parse(file).program);
  return found.map((name) => `${file}: ${name}`);
}

function isMathRandom(callee: { object: unknown; property: unknown }): boolean {
  const name = (node: unknown) => (node as { name?: string }).name;
  return name(callee.object) === 'Math' && name(callee.property) === 'random';
}

function parse(file: string) {
  return parseSync(file, readFileSync(file, 'utf8'));
}

function layerOf(file: string, specifier: string): string {
  if (!specifier.startsWith('.')) return specifier;
  return relative('src', join(dirname(file), specifier)).split('/')[0] ?? specifier;
}
