import { readFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { loadConfig } from '../../src/config/load-config.ts';
import { failure } from '../../src/model/result.ts';

const folder = 'examples/kubernetes/fleet';
const read = (name: string) => readFileSync(`${folder}/${name}`, 'utf8');
const configOf = (text: string) =>
  loadConfig('sawtooth.yaml', text, { readFile: () => failure('it names none'), glob: () => [] });

test('there are as many shards as replicas, or some workloads would be nobody’s', () => {
  const { config, problems } = configOf(read('sawtooth.yaml'));
  expect(problems).toEqual([]);
  expect(config?.shard?.count).toBe(parse(read('statefulset.yaml')).spec.replicas);
});

test('pods by annotation stand in the same file, in place of the store', () => {
  const { query_configs: _store, ...rest } = parse(read('sawtooth.yaml'));
  const pods = parse(readFileSync('examples/kubernetes/pods-by-annotation.yaml', 'utf8'));
  const { config, problems } = configOf(JSON.stringify({ ...rest, ...pods }));
  expect(problems).toEqual([]);
  expect(config?.scrapeConfigs.map(({ jobName }) => jobName)).toEqual(['pods', 'pods-pprof']);
});
