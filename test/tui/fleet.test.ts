import { describe, expect, test } from 'vitest';
import { fleetOf } from '../../src/tui/fleet.ts';
import { firstView, type View } from '../../src/tui/view.ts';
import {
  coldTarget,
  downTarget,
  incident,
  leakTarget,
  quietTarget,
  sawtoothTarget,
  snapshot,
} from '../support/snapshots.ts';

const labelled = quietTarget('checkout', '127.0.0.1:2112');
const quiet = {
  ...labelled,
  target: { ...labelled.target, labels: { ...labelled.target.labels, namespace: 'Prod' } },
};
const all = snapshot([quiet, downTarget(), sawtoothTarget(), coldTarget(), leakTarget()], {
  incidents: [incident()],
});

function namesOf(view: Partial<View>, of = all): string[] {
  return fleetOf(of, { ...firstView, ...view }).entries.map((entry) =>
    entry.kind === 'group' ? `${entry.workload} (${entry.rows.length})` : entry.id,
  );
}

describe('a filter', () => {
  test.each<[filter: string, workloads: string[]]>([
    ['cart', ['shop/cart']],
    ['CART', ['shop/cart']],
    ['cart goleaky', []],
    ['127.0.0.1', ['goleaky', 'checkout', 'billing']],
    ['127.0.0.1 !billing', ['goleaky', 'checkout']],
    ['verdict:leak', ['shop/cart']],
    ['state:firing', ['goleaky']],
    ['health:down', ['search']],
    ['namespace:prod', ['checkout']],
    ['culprit:savereport', ['goleaky']],
    ['savereport', ['goleaky']],
    ['rule:memory', ['goleaky']],
    ['10.0.3.7:8080', ['search']],
    ['!state:firing !health:down', ['shop/cart', 'checkout', 'billing']],
    ['a.*', []],
    ['!', ['goleaky', 'search', 'shop/cart', 'checkout', 'billing']],
  ])('%s', (filter, workloads) => {
    const found = namesOf({ filter }).map((id) => id.slice(0, id.lastIndexOf('/')));
    expect(found).toEqual(workloads);
  });

  test('says how many it lets through', () => {
    expect(fleetOf(all, { ...firstView, filter: 'cart' })).toMatchObject({ total: 5, matching: 1 });
  });
});

describe('an order', () => {
  const first = (view: Partial<View>) => namesOf(view).map((id) => id.split('/')[0]);
  test.each<[key: View['sort']['key'], reversed: boolean, starts: string[]]>([
    ['urgency', false, ['goleaky', 'search', 'shop']],
    ['name', false, ['billing', 'checkout', 'goleaky']],
    ['name', true, ['shop', 'search', 'goleaky']],
    ['rate', false, ['goleaky', 'shop']],
    ['rate', true, ['shop', 'goleaky']],
    ['limit', false, ['goleaky', 'shop']],
    ['level', false, ['shop', 'goleaky', 'checkout']],
    ['culprit', false, ['goleaky', 'search']],
    ['since', false, ['goleaky', 'search']],
    ['verdict', false, ['goleaky', 'shop', 'checkout']],
  ])('by %s, reversed %s', (key, reversed, starts) => {
    expect(first({ sort: { key, reversed } }).slice(0, starts.length)).toEqual(starts);
  });
});

describe('groups', () => {
  const of = snapshot([quietTarget('b', '1:1'), quietTarget('a', '2:1'), quietTarget('b', '3:1')]);
  test('a workload of several targets has a row of its own, one of one has not', () => {
    expect(namesOf({ isGrouped: true }, of)).toEqual(['a/2:1', 'b (2)', 'b/1:1', 'b/3:1']);
  });
  test('folded, its targets are not there', () => {
    expect(namesOf({ isGrouped: true, folded: ['b'] }, of)).toEqual(['a/2:1', 'b (2)']);
  });
});
