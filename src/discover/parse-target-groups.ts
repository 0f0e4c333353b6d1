import { readYaml } from '../config/yaml-source.ts';
import { parseJson } from '../model/json-fault.ts';
import { wrongName } from '../model/label-name.ts';
import type { Labels } from '../model/labels.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { TargetGroup } from './target-group.ts';

/** A hundred thousand targets with ten labels each. */
const mostValues = 2_000_000;

/**
 * The list of groups that a file or a server gives: `[{ targets: […], labels: {…} }]`, in JSON or in
 * YAML. `source` and `meta` are put on each group. Fails, with the place, when any part of it is wrong: half
 * a list would stop what the other half watches.
 */
export function parseTargetGroups(
  text: string,
  format: 'json' | 'yaml',
  { source, meta }: { readonly source: string; readonly meta: Labels },
): Result<readonly TargetGroup[]> {
  const plain = format === 'json' ? plainJson(text) : plainYaml(text);
  if (!plain.ok) return plain;
  if (!Array.isArray(plain.value)) {
    return failure('a list of { targets: […], labels: {…} } is needed');
  }
  const groups: TargetGroup[] = [];
  for (const [i, one] of plain.value.entries()) {
    const wrong = faultOf(one);
    if (wrong !== null) return failure(`[${i}]${wrong}`);
    const { targets = [], labels = {} }: Group = one;
    groups.push({
      source: `${source}:${i}`,
      labels: { ...labels, ...meta },
      targets: targets.map((address) => ({ __address__: address })),
    });
  }
  return success(groups);
}

type Group = { readonly targets?: readonly string[]; readonly labels?: Labels };

/** The first thing that is wrong with a group, with its place within it; a list of all of them could be as long as the text. */
function faultOf(group: unknown): string | null {
  if (!isObject(group)) return ': { targets: […], labels: {…} } is needed';
  const other = Object.keys(group).find((key) => key !== 'targets' && key !== 'labels');
  if (other !== undefined) return `: ${JSON.stringify(other.slice(0, 60))} is no field of a group`;
  return targetsFault(group['targets']) ?? labelsFault(group['labels']);
}

function targetsFault(targets: unknown): string | null {
  if (targets === undefined) return null;
  if (!Array.isArray(targets)) return '.targets: a list of hosts and ports is needed';
  const at = targets.findIndex((target) => typeof target !== 'string');
  return at === -1 ? null : `.targets[${at}]: a text is needed`;
}

function labelsFault(labels: unknown): string | null {
  if (labels === undefined) return null;
  if (!isObject(labels)) return '.labels: names with a text each are needed';
  for (const [name, value] of Object.entries(labels)) {
    const wrong = typeof value === 'string' ? wrongName(name) : 'a text is needed';
    if (wrong !== null) return `.labels.${name.slice(0, 60)}: ${wrong}`;
  }
  return null;
}

function isObject(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function plainJson(text: string): Result<unknown> {
  try {
    return success(parseJson(text, mostValues));
  } catch (error) {
    return failure(`this is no JSON: ${(error as Error).message.slice(0, 200)}`, error);
  }
}

/** An empty file is an empty list. */
function plainYaml(text: string): Result<unknown> {
  const { plain, problems } = readYaml('', text);
  const [first] = problems;
  if (first !== undefined) return failure(`line ${first.line}: ${first.message}`);
  return success(plain ?? []);
}
