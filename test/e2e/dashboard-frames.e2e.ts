import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { ProfileSource } from '../../src/model/target.ts';
import { everyEvent } from '../support/events.ts';
import { expectGolden } from '../support/golden.ts';
import {
  coldTarget,
  downTarget,
  incident,
  leakTarget,
  quietTarget,
  sawtoothTarget,
  snapshot,
} from '../support/snapshots.ts';
import { expectWhole, settled } from './support/dashboard.ts';
import { fixedServe } from './support/fixed-serve.ts';
import { has, sawtooth } from './support/programs.ts';
import { type Size, Terminal } from './support/terminal.ts';

const hasTmux = await has('tmux', '-V');
const terminals: Terminal[] = [];
let served: Awaited<ReturnType<typeof fixedServe>>;

const checkouts = [1, 2, 3].map((i) => quietTarget('checkout', `10.0.0.${i}:2112`));
const saw = sawtoothTarget();
const profiles: ProfileSource = {
  ...{ url: 'http://127.0.0.1:6060/debug/pprof', kinds: ['heap'], gc: true },
  ...{ minIntervalMs: 60_000, http: { headers: {} } },
};
const fleet = snapshot(
  [
    ...checkouts,
    downTarget(),
    { ...saw, target: { ...saw.target, profiles } },
    coldTarget(),
    leakTarget(),
  ],
  {
    incidents: [incident()],
  },
);

beforeAll(async () => {
  served = await fixedServe(fleet, everyEvent());
});

afterAll(async () => {
  await Promise.all(terminals.map((terminal) => terminal.close()));
  await served?.stop();
});

/** The real dashboard on a state that does not change. */
async function attached(size: Size): Promise<Terminal> {
  const terminal = await Terminal.open(size);
  terminals.push(terminal);
  await terminal.run([...sawtooth, 'watch', '--attach', served.url]);
  await settled(terminal, size, (screen) => expect(screen).toContain('goleaky'));
  return terminal;
}

const sizes: Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
  { columns: 300, rows: 80 },
];

describe.skipIf(!hasTmux)('what a real terminal shows (needs tmux)', () => {
  test.for(sizes)('$columns × $rows: the fleet, a target, an incident', async (size) => {
    const terminal = await attached(size);
    const frameOf = async (name: string, keys: readonly string[], text: RegExp) => {
      for (const key of keys) await terminal.press(key);
      const golden = `e2e/${name}-${size.columns}x${size.rows}.txt`;
      await settled(terminal, size, (shown) => expect(shown).toMatch(text));
      // What tmux shows while a frame is being written is a part of two.
      await settled(terminal, size, (shown) => expectGolden(golden, `${shown}\n`));
    };
    const events = size.rows < 30 ? /WORKLOAD/ : /stopping/;
    await frameOf('fleet', [], events);
    await frameOf('target', ['Enter'], /fired[\s\S]*esc back/);
    await frameOf('incident', ['i'], /\[culprits\][\s\S]*SaveReport/);
    await frameOf('grown', ['Tab'], /\[what grew\][\s\S]*FLAT +CUM/);
    await frameOf(
      'history',
      ['Tab'],
      /\[what happened\][\s\S]*TOLD [\s\S]*20:14:56 . demo: firing/,
    );
    await terminal.press('q');
    await expectWhole(terminal, 0);
  });

  describe('each key does what the help says', () => {
    const size = { columns: 200, rows: 60 };
    let terminal: Terminal;
    beforeAll(async () => {
      terminal = await attached(size);
    });
    const workloads = (screen: string) =>
      screen
        .split('\n')
        .slice(2)
        .flatMap((line) => /^[▸ ] [▲△●○✕] (?:[▾▸] )? *(\S+)/.exec(line)?.[1] ?? []);
    const see = (wanted: (screen: string) => void) => settled(terminal, size, wanted);
    const first = async (...names: readonly string[]) =>
      see((screen) => expect(workloads(screen).slice(0, names.length)).toEqual(names));

    test.for<[key: string, title: string, starts: string[]]>([
      ['L', 'LEVEL', ['shop/cart', 'goleaky', 'checkout']],
      ['R', 'LEAK RATE', ['goleaky', 'shop/cart']],
      ['T', 'LIMIT IN', ['goleaky', 'shop/cart']],
      ['S', 'SINCE', ['goleaky', 'search']],
      ['V', 'VERDICT', ['goleaky', 'shop/cart', 'checkout']],
      ['C', 'CULPRIT', ['goleaky', 'search']],
      ['N', 'WORKLOAD', ['billing', 'checkout']],
      ['U', 'WORKLOAD', ['goleaky', 'search', 'shop/cart']],
    ])('%s sorts by %s', async ([key, title, starts]) => {
      await terminal.press(key);
      await see((screen) => {
        expect(workloads(screen).slice(0, starts.length)).toEqual(starts);
        if (key === 'U') expect(screen).not.toMatch(/[↓↑]/);
        else expect(screen).toContain(`${title}↓`);
      });
    });

    test('t groups, h and l fold and unfold, enter too', async () => {
      await terminal.press('t');
      await see((screen) => expect(screen).toMatch(/▾ checkout \(3\)[\s\S]*10\.0\.0\.3:2112/));
      await terminal.press('G');
      // Last stands what is not judged; before it the three of one workload, under their group.
      for (const key of ['k', 'k', 'k', 'k']) await terminal.press(key);
      await see((screen) => expect(screen).toMatch(/\n▸ . ▾ checkout \(3\)/));
      const isFolded = (screen: string) => {
        expect(screen).toMatch(/\n▸ . ▸ checkout \(3\)/);
        expect(workloads(screen)).not.toContain('10.0.0.3:2112');
      };
      await terminal.press('h');
      await see(isFolded);
      await terminal.press('l');
      await see((screen) => expect(workloads(screen)).toContain('10.0.0.3:2112'));
      await terminal.press('Enter');
      await see(isFolded);
      await terminal.press('Enter', 't', 'g');
      await first('goleaky', 'search');
    });

    test('space freezes and goes on', async () => {
      await terminal.press('Space');
      await see((screen) => expect(screen).toMatch(/^.* frozen /));
      await terminal.press('Space');
      await see((screen) => expect(screen).not.toContain(' frozen '));
    });

    test('d compares now, c captures now, and both say what came of it', async () => {
      // What came of it stands where the keys do.
      const says = (text: RegExp) => (screen: string) => text.test(screen);
      await terminal.press('d');
      await terminal.waitFor('no diff', says(/\n no diff: .*made up/), 30_000);
      await terminal.press('c');
      await terminal.waitFor('a capture', says(/\n .*captur/), 30_000);
      await expect.poll(() => served.captured).toEqual(['goleaky/127.0.0.1:6060 manual']);
    });

    test('y shows JSON, and again copies it', async () => {
      await terminal.press('y');
      const isShown = (screen: string) => screen.includes(' goleaky 127.0.0.1:6060 as JSON ');
      await terminal.waitFor('JSON', isShown, 30_000);
      await terminal.press('y');
      await terminal.waitFor('that it is copied', (screen) => /\n .*copied/.test(screen), 30_000);
      await terminal.press('Escape');
      const isFleet = (screen: string) => screen.includes('WORKLOAD');
      await terminal.waitFor('fleet', isFleet, 30_000);
    });

    test('a filter that cannot be is a sentence, and goes with esc', async () => {
      await terminal.press('/');
      await terminal.press('-l', 'stat:firing');
      const isSaid = (screen: string) =>
        screen.includes('stat is no field and no label of a target');
      await terminal.waitFor('sentence', isSaid, 30_000);
      await terminal.press('Enter');
      await terminal.press('Escape');
      await terminal.waitFor('fleet', (screen) => workloads(screen)[0] === 'goleaky', 30_000);
      await terminal.press('q');
      await expectWhole(terminal, 0);
    });
  });
});
