import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import { expectGolden } from '../support/golden.ts';
import { expectWhole, maskedFrame, settled } from './support/dashboard.ts';
import { leakFrame } from './support/leak-frame.ts';
import { buildGo, freePort, has, keepRunning, type Running, sawtooth } from './support/programs.ts';
import { type Size, Terminal } from './support/terminal.ts';

const colourCodes = new RegExp(`${String.fromCharCode(27)}\\[([\\d;]*)m`, 'g');
const hasTmux = await has('tmux', '-V');
const hasGo = await has('go', 'version');
const terminals: Terminal[] = [];
const running: Running[] = [];

afterAll(async () => {
  await Promise.all(terminals.map((terminal) => terminal.close()));
  await Promise.all(running.map((program) => program.stop()));
});

async function open(size: Size, env: Readonly<Record<string, string>> = {}): Promise<Terminal> {
  const terminal = await Terminal.open(size, env);
  terminals.push(terminal);
  return terminal;
}

/** The command of the issue, without `--json`. */
async function watch(...args: readonly string[]): Promise<string[]> {
  const storage = await mkdtemp(join(tmpdir(), 'sawtooth-e2e-'));
  const pace = ['--time-scale', '60', '--scrape-interval', '1s', '--limit', '192MiB'];
  return [...sawtooth, 'watch', ...pace, '--storage.path', storage, ...args];
}

/** A leaking program at a port of its own: lives of about 36 s, as the demo has them. */
async function leak(at?: string) {
  const address = at ?? `127.0.0.1:${await freePort()}`;
  const program = hasGo
    ? keepRunning(await goleaky, [
        ...['-addr', address, '-payload', '16384', '-rate', '285', '-max', '10240'],
        ...['-churn', '588000'],
      ])
    : keepRunning(process.execPath, [
        ...['--max-semi-space-size=4', 'examples/leaky-node/main.mjs', '--addr', address],
        ...['--payload', '16384', '--rate', '285', '--max', '10240', '--churn', '32768'],
      ]);
  running.push(program);
  return { address, url: `http://${address}${hasGo ? '/debug/pprof' : ''}`, program };
}

const goleaky = hasGo ? buildGo('examples/goleaky') : Promise.resolve('');
const culprit = hasGo ? 'SaveReport' : 'saveReport';

function clockOf(screen: string): string {
  return /(\d\d:\d\d:\d\d) UTC/.exec(screen)?.[1] ?? '';
}

/** Every key does what the help says, and leaves a whole frame. */
async function pressEachKey(terminal: Terminal, size: Size): Promise<void> {
  const see = (wanted: (screen: string) => void) => settled(terminal, size, wanted);
  const seen = async (key: string, text: string | RegExp) => {
    await terminal.press(key);
    await see((screen) => expect(screen).toMatch(text));
  };
  await seen('?', 'MOVING');
  await seen('j', 'MOVING');
  await seen('Escape', 'WORKLOAD');
  for (const key of ['j', 'k', 'G', 'g', 'C-d', 'C-u', 'PageDown', 'PageUp', 'Down', 'Up']) {
    await seen(key, /\n▸ . \S+/);
  }
  await seen('N', 'WORKLOAD↓');
  await seen('N', 'WORKLOAD↑');
  await seen('U', 'WORKLOAD ');
  await seen('t', 'WORKLOAD ');
  await seen('t', 'WORKLOAD ');
  await seen('e', 'events, newest first');
  await seen('Escape', 'WORKLOAD');

  await seen('Enter', /┤/);
  await seen('+', /┤/);
  await seen('h', /┤/);
  await seen('l', /┤/);
  await seen('-', /┤/);
  await seen('0', /┤/);
  await seen('y', / as JSON/);
  await seen('G', '}');
  await seen('Escape', /┤/);
  await seen('Escape', 'WORKLOAD');

  await seen('f', / frozen .*\n/);
  const frozen = await terminal.screen();
  await new Promise((resolve) => setTimeout(resolve, 1_500));
  expect(clockOf(await terminal.screen())).toBe(clockOf(frozen));
  await terminal.press('f');
  await see((screen) => expect(clockOf(screen) > clockOf(frozen)).toBe(true));
  await filterBy(terminal, size);
}

/** The filter takes letters while it is typed, hides what it does not name, and goes with esc. */
async function filterBy(terminal: Terminal, size: Size): Promise<void> {
  await terminal.press('/');
  await terminal.waitFor('filter line', (screen) => /\n \/ .*enter keeps it/.test(screen), 30_000);
  await terminal.press('-l', 'no-such-name');
  await terminal.waitFor('no match', (screen) => screen.includes('No target matches'), 30_000);
  await terminal.press('Enter');
  await settled(terminal, size, (screen) => expect(screen).toContain('drop /no-such-name'));
  await terminal.press('Escape');
  await settled(terminal, size, (screen) => expect(screen).toContain('WORKLOAD'));
}

/** The fleet, a target, an incident and what grew of the program that leaks, against golden files of their form. */
async function formOfEachScreen(terminal: Terminal, size: Size): Promise<void> {
  const see = async (name: string, key: string | null, text: RegExp) => {
    if (key !== null) await terminal.press(key);
    await settled(terminal, size, (screen) => {
      expect(screen).toMatch(text);
      expectGolden(`e2e/leak-${name}-${size.columns}x${size.rows}.txt`, leakFrame(screen));
    });
  };
  await see('fleet', null, /WORKLOAD[\s\S]*CULPRIT/);
  await see('target', 'Enter', /esc back[\s\S]*zoom/);
  await see('incident', 'i', /\[culprits\]/);
  await see('grown', 'Tab', /FLAT +CUM +FUNCTION/);
  await terminal.press('Escape');
  await settled(terminal, size, (screen) => expect(screen).toContain('zoom'));
  await terminal.press('Escape');
  await settled(terminal, size, (screen) => expect(screen).toContain('WORKLOAD'));
}

/** The incident: who did it, what grew and who calls it, what happened; a capture and a report on demand. */
async function lookAtIncident(terminal: Terminal, size: Size): Promise<void> {
  const see = (wanted: (screen: string) => void) => settled(terminal, size, wanted);
  await terminal.press('i');
  await see((screen) =>
    expect(screen).toMatch(new RegExp(`\\[culprits\\][\\s\\S]*1\\. .*${culprit}`)),
  );
  await terminal.press('Tab');
  await see((screen) => expect(screen).toMatch(/\[what grew\][\s\S]*FLAT +CUM +FUNCTION/));
  await terminal.press('Enter');
  await see((screen) => expect(screen).toMatch(/callers and callees of [\s\S]*at itself/));
  await terminal.press('Escape');
  await see((screen) => expect(screen).toMatch(/FLAT +CUM/));
  await terminal.press('Tab');
  await see((screen) => expect(screen).toMatch(/\[what happened\][\s\S]*firing/));
  const shot = (text: RegExp) => (screen: string) => text.test(screen);
  await terminal.press('c');
  await terminal.waitFor('capture', shot(/\n (captured \w+ of|no capture)/), 30_000);
  await terminal.press('o');
  const written = /\n report: \.\/(sawtooth-report-\S+\.html)/;
  const told = await terminal.waitFor('report', shot(written), 30_000);
  const file = join(terminal.folder, written.exec(told)?.[1] ?? '');
  expect(await readFile(file, 'utf8')).toContain(culprit);
  await terminal.press('Escape');
}

const sizes: Size[] = [
  { columns: 80, rows: 24 },
  { columns: 120, rows: 40 },
  { columns: 200, rows: 60 },
];

describe.skipIf(!hasTmux)('the dashboard in a real terminal (needs tmux)', () => {
  describe('a leaking program', () => {
    let target: Awaited<ReturnType<typeof leak>>;
    beforeAll(async () => {
      target = await leak();
    });

    test.concurrent.for(sizes)('$columns × $rows: appears, grows, is named', async (size) => {
      const terminal = await open(size);
      await terminal.run(await watch(target.url));
      await terminal.waitFor('target', (screen) => /\n▸ ● /.test(screen), 20_000);
      expect(await terminal.modes()).toMatchObject({ alternate: true, cursor: false });
      await settled(terminal, size);

      await terminal.waitFor('growth', (screen) => /\+\d.* [KM]iB\/(s|min)/.test(screen), 90_000);
      await settled(terminal, size);
      await pressEachKey(terminal, size);
      for (const other of [{ columns: 61, rows: 17 }, { columns: 163, rows: 51 }, size]) {
        await terminal.resize(other);
        await settled(terminal, other);
      }

      const isNamed = (screen: string) => screen.includes('firing') && screen.includes(culprit);
      await terminal.waitFor('incident with its culprit', isNamed, 120_000);
      await settled(terminal, size, (screen) => {
        expect(screen).toMatch(/^ sawtooth {2}1 target {2}▲ 1 firing/);
        expect(screen).toMatch(/INCIDENT firing since/);
        expect(screen).toMatch(new RegExp(`CULPRIT .*${culprit}`));
      });
      if (hasGo) await formOfEachScreen(terminal, size);
      await lookAtIncident(terminal, size);
      await terminal.press('q');
      await expectWhole(terminal, 0);
    });
  });

  test('a target that is killed is down, with a sentence, and up again after', async () => {
    const size = { columns: 120, rows: 40 };
    const { address, url, program } = await leak();
    const terminal = await open(size);
    await terminal.run(await watch(url));
    await terminal.waitFor('target', (screen) => /\n▸ ● /.test(screen), 20_000);
    await program.stop();
    await settled(terminal, size, (screen) => {
      expect(screen).toMatch(/^ sawtooth {2}1 target .*✕ 1 down/);
      expect(screen).toContain('nothing listens there');
    });
    await leak(address);
    await settled(terminal, size, (screen) => expect(screen).toMatch(/\n▸ [●△]/));
    await terminal.press('q');
    await expectWhole(terminal, 0);
  });

  describe('an end', () => {
    const size = { columns: 100, rows: 36 };
    async function started(...args: readonly string[]) {
      const terminal = await open(size);
      await terminal.run(await watch(...args, `http://127.0.0.1:${await freePort()}/metrics`));
      await settled(terminal, size, (screen) => expect(screen).toContain('1 down'));
      return terminal;
    }
    const signal = async (terminal: Terminal, name: NodeJS.Signals) => {
      process.kill(await terminal.pid(), name);
    };
    const ends: [how: string, code: number, end: (terminal: Terminal) => Promise<unknown>][] = [
      ['q', 0, (terminal) => terminal.press('q')],
      ['ctrl-c', 130, (terminal) => terminal.press('C-c')],
      ['SIGINT', 130, (terminal) => signal(terminal, 'SIGINT')],
      ['SIGTERM', 143, (terminal) => signal(terminal, 'SIGTERM')],
      ['SIGQUIT', 131, (terminal) => signal(terminal, 'SIGQUIT')],
      ['SIGABRT', 134, (terminal) => signal(terminal, 'SIGABRT')],
      ['SIGUSR2', 140, (terminal) => signal(terminal, 'SIGUSR2')],
      ['SIGALRM', 142, (terminal) => signal(terminal, 'SIGALRM')],
    ];
    const bugs = [
      ['an error that nobody caught', 'throw new Error("a made-up bug")'],
      ['a rejection that nobody caught', 'Promise.reject(new Error("a made-up bug"))'],
    ] as const;
    test.for(bugs)('by %s leaves the terminal whole and tells of it', async ([, code]) => {
      // The bug comes when a file does: however long the start takes, the dashboard stands by then.
      const wait = 'const waiting = setInterval(() => { if (!existsSync("bug")) return;';
      const bug = `import { existsSync } from "node:fs"; ${wait} clearInterval(waiting); ${code} }, 50)`;
      const options = `--import=data:text/javascript,${encodeURIComponent(bug)}`;
      const terminal = await open(size, { NODE_OPTIONS: options });
      await terminal.run(await watch(`http://127.0.0.1:${await freePort()}/metrics`));
      await settled(terminal, size, (screen) => expect(screen).toContain('1 down'));
      expect(await terminal.modes()).toEqual({ alternate: true, cursor: false });
      await writeFile(join(terminal.folder, 'bug'), '');
      const screen = await terminal.waitFor('prompt', (text) => /ready>\s*$/.test(text), 30_000);
      expect(screen).toContain('a made-up bug');
      await expectWhole(terminal, 1);
    });

    test.for(ends)('by %s leaves the terminal whole and says %i', async ([, code, end]) => {
      const terminal = await started();
      await end(terminal);
      await expectWhole(terminal, code);
      expect(await terminal.screen()).not.toContain('WORKLOAD');
    });

    test('is not SIGHUP: that reads the configuration again', async () => {
      const terminal = await started();
      await signal(terminal, 'SIGHUP');
      await settled(terminal, size, (screen) => expect(screen).toContain('reloaded'));
      await terminal.press('q');
      await expectWhole(terminal, 0);
    });

    test('is not SIGUSR1: no inspector is opened, and nothing written across the screen', async () => {
      const terminal = await started();
      for (let i = 0; i < 3; i++) await signal(terminal, 'SIGUSR1');
      await new Promise((resolve) => setTimeout(resolve, 1_500));
      const screen = await settled(terminal, size, (text) => expect(text).toContain('1 down'));
      expect(screen).not.toMatch(/[Dd]ebugger|inspector|ws:/);
      await terminal.press('q');
      await expectWhole(terminal, 0);
      expect(await terminal.screen()).not.toMatch(/[Dd]ebugger|ws:/);
    });

    test.for([
      ['ctrl-z', (terminal: Terminal) => terminal.press('C-z')],
      ['SIGTSTP', (terminal: Terminal) => signal(terminal, 'SIGTSTP')],
    ] as const)(
      'is not %s: the shell has the terminal, and fg brings it back',
      async ([, stop]) => {
        const terminal = await started();
        await stop(terminal);
        await terminal.waitFor('prompt', (screen) => /ready>\s*$/.test(screen), 30_000);
        expect(await terminal.modes()).toEqual({ alternate: false, cursor: true });
        await terminal.press('-l', 'fg');
        await terminal.press('Enter');
        await settled(terminal, size, (screen) => expect(screen).toContain('1 down'));
        expect(await terminal.modes()).toEqual({ alternate: true, cursor: false });
        await terminal.press('q');
        await expectWhole(terminal, 0);
      },
    );

    test('a terminal that is gone ends the watch', async () => {
      const terminal = await started();
      const pid = await terminal.pid();
      await terminal.close();
      const gone = () => expect(() => process.kill(pid, 0)).toThrow('ESRCH');
      await vi.waitFor(gone, { timeout: 30_000 });
    });
  });

  const large = { columns: 300, rows: 80 };
  test.for([...sizes, large])(
    '$columns × $rows: what is seen of a target that is down',
    async (size) => {
      const terminal = await open(size);
      await terminal.run(await watch(`http://127.0.0.1:${await freePort()}/metrics`));
      const screen = await settled(terminal, size, (shown) => expect(shown).toContain('1 down'));
      expectGolden(`e2e/dashboard-${size.columns}x${size.rows}.txt`, maskedFrame(screen));
      await terminal.press('q');
      await expectWhole(terminal, 0);
    },
  );

  test('attached to a running serve it shows what that watches, and says when it is gone', async () => {
    const size = { columns: 100, rows: 30 };
    const address = `127.0.0.1:${await freePort()}`;
    const storage = await mkdtemp(join(tmpdir(), 'sawtooth-e2e-'));
    const [node, ...main] = sawtooth;
    const served = keepRunning(node, [
      ...[...main, 'serve', '--web.listen-address', address, '--scrape-interval', '1s'],
      ...['--storage.path', storage, `http://127.0.0.1:${await freePort()}/metrics`],
    ]);
    running.push(served);
    await vi.waitFor(
      async () => expect((await fetch(`http://${address}/-/healthy`)).ok).toBe(true),
      {
        timeout: 20_000,
      },
    );
    const terminal = await open(size);
    await terminal.run([...sawtooth, 'watch', '--attach', `http://${address}`]);
    await settled(terminal, size, (screen) => expect(screen).toContain('1 down'));
    await terminal.press('c');
    await terminal.waitFor('an answer', (screen) => /\n no capture: GET /.test(screen), 30_000);
    await served.stop();
    await terminal.waitFor('that it is behind', (screen) => / behind .*UTC/.test(screen), 20_000);
    await terminal.press('q');
    await expectWhole(terminal, 0);
  });

  describe('no dashboard, or a plain one', () => {
    const size = { columns: 120, rows: 30 };
    const line = /^\d{4}-\d\d-\d\dT[\d:]+Z {2}down +127/m;

    test.for([
      { where: 'into a pipe', env: {}, behind: ' | cat' },
      { where: 'with TERM=dumb', env: { TERM: 'dumb' }, behind: '' },
    ])('$where it writes lines', async ({ env, behind }) => {
      const terminal = await open(size, env);
      await terminal.run(await watch(`127.0.0.1:${await freePort()}`), behind);
      await terminal.waitFor('line', (screen) => line.test(screen), 20_000);
      expect((await terminal.modes()).alternate).toBe(false);
      expect(await terminal.screen()).not.toContain('WORKLOAD');
      expect(await terminal.colouredScreen()).not.toContain('\u001b');
      process.kill(await terminal.pid(), 'SIGTERM');
      await terminal.waitFor('prompt', (screen) => /ready>\s*$/.test(screen), 30_000);
    });

    test.for([
      { variable: 'NO_COLOR', env: { NO_COLOR: '1' }, coloured: false },
      { variable: 'nothing', env: {}, coloured: true },
    ])('with $variable set: colours $coloured', async ({ env, coloured }) => {
      const terminal = await open(size, env);
      await terminal.run(await watch(`127.0.0.1:${await freePort()}`));
      await settled(terminal, size, (screen) => expect(screen).toContain('1 down'));
      const codes = [...(await terminal.colouredScreen()).matchAll(colourCodes)]
        .flatMap(([, numbers = '']) => numbers.split(';'))
        .filter((code) => /^([349]\d|10\d)$/.test(code));
      expect(codes.some((code) => code !== '39' && code !== '49')).toBe(coloured);
      await terminal.press('q');
      await expectWhole(terminal, 0);
    });
  });
});
