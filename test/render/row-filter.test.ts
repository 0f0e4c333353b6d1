import { describe, expect, test } from 'vitest';
import { parseRowFilter } from '../../src/render/row-filter.ts';
import { rowsByUrgency } from '../../src/render/urgency.ts';
import {
  downTarget,
  incident,
  leakTarget,
  quietTarget,
  sawtoothTarget,
  snapshot,
} from '../support/snapshots.ts';

const plain = quietTarget('checkout', '127.0.0.1:2112');
const labels = { ...plain.target.labels, namespace: 'Prod', team: 'shop floor', __proto: 'x' };
const labelled = { ...plain, target: { ...plain.target, labels } };
const rows = rowsByUrgency(
  snapshot([labelled, downTarget(), sawtoothTarget(), leakTarget()], { incidents: [incident()] }),
);

function found(text: string): string[] | string {
  const filter = parseRowFilter(text, rows);
  if (!filter.ok) return filter.reason;
  return rows.filter(filter.value).map(({ shown }) => shown.target.workload);
}

describe('lets through', () => {
  test.each<[text: string, workloads: string[]]>([
    ['', ['goleaky', 'search', 'shop/cart', 'checkout']],
    ['namespace:prod', ['checkout']],
    // As the pages had it before.
    ['namespace=prod', ['checkout']],
    ['NameSpace=PROD', ['checkout']],
    ['!namespace:prod', ['goleaky', 'search', 'shop/cart']],
    ['team:"shop floor"', ['checkout']],
    ['team:"shop fl', ['checkout']],
    ['"shop floor"', ['checkout']],
    ['!"shop floor" 127.0.0.1', ['goleaky']],
    ['"floor shop"', []],
    ['namespace:', ['checkout']],
    ['state=firing', ['goleaky']],
    ['state:fir', ['goleaky']],
    ['verdict:leak', ['shop/cart']],
    ['culprit:savereport', ['goleaky']],
    ['10.0.3.7:8080', ['search']],
    ['localhost:8080', []],
    ['http://10.0.3.7', ['search']],
    ['std::vector', []],
    ['"nobody:knows"', []],
  ])('%s', (text, workloads) => {
    expect(found(text)).toEqual(workloads);
  });
});

describe('says of', () => {
  test.each<[text: string, sentence: string]>([
    [
      'namespac:prod',
      'namespac is no field and no label of a target. Did you mean namespace? Quotes make a word of it: "namespac:prod".',
    ],
    [
      'cart zone=eu',
      'zone is no field and no label of a target. Quotes make a word of it: "zone=eu".',
    ],
    [
      'state:firng',
      'Nothing is ever state:firng; there is state:pending, state:firing, state:resolved.',
    ],
    [
      'constructor:x',
      'constructor is no field and no label of a target. Quotes make a word of it: "constructor:x".',
    ],
  ])('%s', (text, sentence) => {
    expect(found(text)).toBe(sentence);
  });
});
