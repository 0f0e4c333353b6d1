import { statusOf } from '../render/status-of.ts';
import type { Row } from '../render/urgency.ts';
import { instanceOf, workloadOf } from './row-names.ts';

/** Whether a filter lets a row through. */
export type Filter = (row: Row) => boolean;

/** What a filter's `key:value` can ask for beside the names of labels. */
const fields: Readonly<Record<string, (row: Row) => string>> = {
  workload: workloadOf,
  instance: instanceOf,
  url: ({ shown }) => shown.target.url,
  signal: ({ shown }) => shown.verdict?.signal ?? '',
  verdict: ({ shown }) => shown.verdict?.kind ?? '',
  shape: ({ shown }) => shown.verdict?.shape ?? '',
  state: ({ incident }) => incident?.state ?? '',
  rule: ({ incident, others }) => [incident, ...others].map((one) => one?.rule ?? '').join(' '),
  health: ({ shown }) => shown.health,
  status: (row) => statusOf(row).word,
  culprit: ({ incident }) => (incident?.culprits ?? []).map((one) => one.function).join(' '),
  source: ({ shown }) => shown.target.source,
};

/**
 * What a person types after `/`: words that all have to be found, whatever their case, in a row's names, its status
 * or its culprits; `key:value` in that field or label alone; `!` before a word: not to be found.
 */
export function filterOf(text: string): Filter {
  const words = text
    .toLowerCase()
    .split(/\s+/)
    .filter((word) => word !== '' && word !== '!');
  const tests = words.map((word) => {
    const isNot = word.startsWith('!');
    const test = testOf(isNot ? word.slice(1) : word);
    return isNot ? (row: Row) => !test(row) : test;
  });
  return (row) => tests.every((test) => test(row));
}

/** `host:9090` is no key: an address is looked for as a whole. */
function testOf(word: string): Filter {
  const at = word.indexOf(':');
  const [key, value] = [word.slice(0, at), word.slice(at + 1)];
  const anywhere: Filter = (row) => textOf(row).includes(word);
  if (at <= 0) return anywhere;
  const field = fields[key];
  if (field !== undefined) return (row) => field(row).toLowerCase().includes(value);
  return (row) => {
    const label = Object.entries(row.shown.target.labels).find(
      ([name]) => name.toLowerCase() === key,
    );
    return label === undefined ? anywhere(row) : label[1].toLowerCase().includes(value);
  };
}

function textOf(row: Row): string {
  const { target } = row.shown;
  const culprits = row.incident?.culprits.map((one) => one.function) ?? [];
  const names = [target.workload, target.url, ...Object.values(target.labels)];
  return [...names, statusOf(row).word, ...culprits].join('\n').toLowerCase();
}
