import { z } from 'zod';
import { readYaml } from '../config/yaml-source.ts';
import { wrongName } from '../model/label-name.ts';
import type { Labels } from '../model/labels.ts';
import { failure, type Result, success } from '../model/result.ts';
import type { TargetGroup } from './target-group.ts';

const groupsSchema = z.array(
  z.strictObject({
    targets: z.array(z.string(), { error: 'a list of hosts and ports is needed' }).optional(),
    labels: z
      .record(z.string(), z.string({ error: 'a text is needed' }))
      .superRefine((record, context) => {
        for (const name of Object.keys(record)) {
          const message = wrongName(name);
          if (message !== null) context.addIssue({ code: 'custom', path: [name], message });
        }
      })
      .optional(),
  }),
  { error: 'a list of { targets: […], labels: {…} } is needed' },
);

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
  const parsed = groupsSchema.safeParse(plain.value);
  if (!parsed.success) {
    const [issue] = parsed.error.issues;
    const place = shownPath(issue?.path ?? []);
    return failure(`${place === '' ? '' : `${place}: `}${issue?.message ?? 'it is no list'}`);
  }
  return success(
    parsed.data.map(({ targets = [], labels = {} }, i) => ({
      source: `${source}:${i}`,
      labels: { ...labels, ...meta },
      targets: targets.map((address) => ({ __address__: address })),
    })),
  );
}

function plainJson(text: string): Result<unknown> {
  try {
    return success(JSON.parse(text));
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

function shownPath(path: readonly PropertyKey[]): string {
  return path
    .map((step) => (typeof step === 'number' ? `[${step}]` : `.${String(step).slice(0, 60)}`))
    .join('');
}
