import type { Problem } from '../model/config.ts';
import { isHttpUrl } from '../model/is-http-url.ts';
import { entriesOf } from './entries-of.ts';
import { problemAt, valueAt } from './problems-of.ts';
import type { Secrets } from './secrets.ts';
import type { FieldPath, YamlSource } from './yaml-source.ts';

/** By the list of a receiver: the field without which nobody can be told, and what its file must hold. */
const needed = {
  webhook_configs: { field: 'url', holds: isHttpUrl, what: 'no whole http or https URL' },
  alertmanager_configs: { field: 'url', holds: isHttpUrl, what: 'no whole http or https URL' },
  slack_configs: { field: 'api_url', holds: isHttpUrl, what: 'no whole http or https URL' },
  pagerduty_configs: {
    field: 'routing_key',
    holds: (text: string) => /^[a-zA-Z0-9]{32}$/.test(text),
    what: 'no routing key (32 letters and digits)',
  },
  // The cluster that this runs in needs no name.
  kubernetes_event_configs: null,
} as const;

type Needed = NonNullable<(typeof needed)[keyof typeof needed]>;

/** What must hold of receivers beside their single fields, and where their HTTP clients stand. */
export function checkReceivers(
  source: YamlSource,
  secrets: Secrets,
): { readonly problems: Problem[]; readonly clients: FieldPath[] } {
  const problems: Problem[] = [];
  const clients: FieldPath[] = [];
  for (const receiver of entriesOf(source, ['receivers'])) {
    let told = 0;
    for (const [list, need] of Object.entries(needed)) {
      const entries = entriesOf(source, [...receiver, list]);
      told += entries.length;
      clients.push(...entries);
      if (need === null) continue;
      problems.push(...entries.flatMap((at) => checkAddress(source, at, need, secrets)));
    }
    if (told === 0) problems.push(tellsNobody(source, receiver));
  }
  return { problems, clients };
}

function checkAddress(
  source: YamlSource,
  at: FieldPath,
  { field, holds, what }: Needed,
  secrets: Secrets,
): Problem[] {
  const value = valueAt(source.plain, [...at, field]);
  const file = valueAt(source.plain, [...at, `${field}_file`]);
  if (value === undefined && file === undefined) {
    return [problemAt(source, at, `needs ${field} or ${field}_file`)];
  }
  const read = typeof file === 'string' ? secrets.either(undefined, file) : undefined;
  if (read === undefined || holds(read)) return [];
  return [problemAt(source, [...at, `${field}_file`], `holds ${what}`)];
}

function tellsNobody(source: YamlSource, at: FieldPath): Problem {
  const lists = Object.keys(needed).join(', ');
  return problemAt(source, at, `tells nobody: it has none of ${lists}`, 'value', 'warning');
}
