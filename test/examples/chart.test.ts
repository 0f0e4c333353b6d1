import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { parseListenAddress } from '../../src/serve/listen.ts';

const folder = 'examples/kubernetes';
const chart = `${folder}/chart`;

type Schema = {
  readonly properties?: Readonly<Record<string, Schema>>;
  readonly additionalProperties?: unknown;
};

/** The keys of values that a schema that is closed knows, by path. */
function known({ properties, additionalProperties }: Schema, path: string): string[] {
  if (properties === undefined || additionalProperties !== false) return [path];
  return Object.entries(properties).flatMap(([key, inner]) => known(inner, `${path}.${key}`));
}

/** The keys of values, by path, as deep as the schema is closed. */
function given(value: unknown, schema: Schema | undefined, path: string): string[] {
  const { properties, additionalProperties } = schema ?? {};
  if (properties === undefined || additionalProperties !== false) return [path];
  return Object.entries(value as object).flatMap(([key, inner]) =>
    given(inner, properties[key], `${path}.${key}`),
  );
}

test('the chart refuses keys that it does not have, and has a value for each that it knows', () => {
  const schema = JSON.parse(readFileSync(`${chart}/values.schema.json`, 'utf8')) as Schema;
  const values: unknown = parse(readFileSync(`${chart}/values.yaml`, 'utf8'));
  // `global` is Helm's own, for charts within charts.
  expect(given(values, schema, '').toSorted()).toEqual(
    known(schema, '')
      .filter((path) => path !== '.global')
      .toSorted(),
  );
});

test('templates use no value that the chart does not have', () => {
  const values = parse(readFileSync(`${chart}/values.yaml`, 'utf8')) as Record<string, unknown>;
  const files = ['_helpers.tpl', 'NOTES.txt', 'config.yaml', 'monitoring.yaml', 'rbac.yaml'];
  for (const file of [...files, 'service.yaml', 'statefulset.yaml']) {
    const text = readFileSync(`${chart}/templates/${file}`, 'utf8');
    for (const [, first = '', second] of text.matchAll(/\.Values\.(\w+)(?:\.(\w+))?/g)) {
      expect(values, file).toHaveProperty(first);
      if (second === undefined || first === 'config') continue;
      expect(values[first], `${file}: ${first}`).toHaveProperty(second);
    }
  }
});

test('probes and the PodMonitor of the chart ask by the scheme that the web config has', () => {
  const read = (file: string) => readFileSync(`${chart}/templates/${file}`, 'utf8');
  const probes = read('statefulset.yaml').match(/httpGet: .*/g) ?? [];
  expect(probes).toHaveLength(3);
  for (const probe of probes) expect(probe).toContain('scheme: {{ .Values.web.scheme | upper }}');
  expect(read('monitoring.yaml')).toContain('"scheme" $.Values.web.scheme');
});

test.each([
  'sidecar/add-sidecar.yaml',
  'sidecar-plain/add-sidecar.yaml',
  'fleet/statefulset.yaml',
  'chart/templates/statefulset.yaml',
])('%s listens where its probes ask, in clusters of either family', (file) => {
  const text = readFileSync(`${folder}/${file}`, 'utf8');
  const [, address = ''] = /--web\.listen-address=(\S+)/.exec(text) ?? [];
  for (const ip of ['10.0.0.7', 'fd00::7']) {
    const parsed = parseListenAddress(address.replace('$(POD_IP)', ip));
    expect(parsed).toMatchObject({ ok: true, value: { port: 9412 } });
    // Empty: every address of every family.
    if (parsed.ok) expect(['', ip]).toContain(parsed.value.host);
  }
});
