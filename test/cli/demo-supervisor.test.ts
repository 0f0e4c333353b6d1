import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { expect, test } from 'vitest';
import { type Death, type Program, supervise } from '../../src/cli/demo/supervisor.ts';

test('starts it again after each death, and says how it died', async () => {
  const { deaths, pids } = await watchUntil(
    3,
    script('console.error("panic: full"); process.exit(2)'),
  );
  expect(
    deaths.map(({ exitCode, signal, lastWords }) => ({ exitCode, signal, lastWords })),
  ).toEqual(Array(3).fill({ exitCode: 2, signal: null, lastWords: 'panic: full' }));
  expect(new Set(pids).size).toBe(3);
});

test.each([
  {
    name: 'the panic above the stack',
    code: 'console.error("hello\\npanic: out\\n\\nstack:\\n  f()"); process.exit(2)',
    says: 'panic: out',
  },
  {
    name: 'an uncaught error',
    code: 'throw new RangeError("too many")',
    says: 'RangeError: too many',
  },
  {
    name: 'the last line of anything else',
    code: 'process.stderr.write("a\\nb\\n\\n"); process.exit(9)',
    says: 'b',
  },
  {
    name: 'a line without an end',
    code: 'process.stderr.write("port taken"); process.exitCode = 1',
    says: 'port taken',
  },
  {
    name: 'the panic before a thousand lines',
    code: 'console.error("panic: early\\n" + "x\\n".repeat(1000)); process.exit(2)',
    says: 'panic: early',
  },
  { name: 'nothing', code: 'process.exit(3)', says: '' },
])('last words: $name', async ({ code, says }) => {
  const { deaths } = await watchUntil(1, script(code));
  expect(deaths[0]?.lastWords).toBe(says);
});

test('a signal is told apart from an exit', async () => {
  const { deaths } = await watchUntil(1, script('process.kill(process.pid, "SIGKILL")'));
  expect(deaths[0]).toMatchObject({ exitCode: null, signal: 'SIGKILL' });
});

test('gives up on a program that dies as soon as it starts', async () => {
  const deaths: Death[] = [];
  const supervised = supervise(script('console.error("Error: no port"); process.exit(1)'), {
    ...calm,
    minLifeMs: 60_000,
    onDeath: (death) => deaths.push(death),
  });
  await expect(supervised).rejects.toThrow(/a test ended 3 times .*exit 1.*Error: no port/);
  expect(deaths).toHaveLength(3);
});

test('a program that is not there is a sentence', async () => {
  const supervised = supervise({ ...script(''), command: '/nowhere/to/be/found' }, calm);
  await expect(supervised).rejects.toThrow(/a test could not be started: .*ENOENT/);
});

test('a stop kills the program and what it started, and no restart follows', async () => {
  const lifelines = await listenForLifelines();
  const stop = new AbortController();
  const deaths: Death[] = [];
  const program = script(
    `${holdOn(lifelines.port)} require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(holdOn(lifelines.port))}])`,
  );
  const supervised = supervise(program, {
    ...calm,
    signal: stop.signal,
    onDeath: (death) => deaths.push(death),
  });
  const both = [await lifelines.next(), await lifelines.next()];
  stop.abort();
  await supervised;
  await Promise.all(both.map(cut));
  expect(deaths).toEqual([]);
  lifelines.close();
});

test('what a dead program left running is killed before the next start', async () => {
  const lifelines = await listenForLifelines();
  const stop = new AbortController();
  // It starts a child that holds on, and dies as soon as that one has connected.
  const program = script(
    `const child = require('node:child_process').spawn(process.execPath, ['-e', ${JSON.stringify(`${holdOn(lifelines.port)} line.on('connect', () => console.log('on'))`)}], { stdio: ['ignore', 'pipe', 'inherit'] });
     child.stdout.once('data', () => process.exit(4))`,
  );
  const supervised = supervise(program, {
    ...calm,
    signal: stop.signal,
    onDeath: () => stop.abort(),
  });
  await cut(await lifelines.next());
  await supervised;
  lifelines.close();
});

test.each([
  { name: 'a throw', end: 'throw new Error("a bug")' },
  { name: 'process.exit', end: 'process.exit(1)' },
  { name: 'an unhandled rejection', end: 'Promise.reject(new Error("a bug"))' },
])('$name in the supervisor leaves no orphan', async ({ end }) => {
  const lifelines = await listenForLifelines();
  const url = new URL('../../src/cli/demo/supervisor.ts', import.meta.url).href;
  const outer = spawn(process.execPath, [
    '--input-type=module',
    '--eval',
    `import { supervise } from ${JSON.stringify(url)};
     process.stdin.once('data', () => { ${end} });
     supervise(
       { name: 'it', command: process.execPath, args: ['-e', ${JSON.stringify(holdOn(lifelines.port))}], env: process.env },
       { backOffMs: 10, minLifeMs: 0, signal: new AbortController().signal, onDeath() {}, onStart() {} },
     );`,
  ]);
  const lifeline = await lifelines.next();
  outer.stdin.write('now');
  const [code] = await once(outer, 'close');
  expect(code).toBe(1);
  await cut(lifeline);
  lifelines.close();
});

const calm = {
  backOffMs: 1,
  minLifeMs: 0,
  signal: new AbortController().signal,
  onStart: () => undefined,
  onDeath: () => undefined,
};

function script(code: string): Program {
  return { name: 'a test', command: process.execPath, args: ['-e', code], env: process.env };
}

/** Supervises until the program has died `times` times. */
async function watchUntil(times: number, program: Program) {
  const stop = new AbortController();
  const deaths: Death[] = [];
  const pids: number[] = [];
  await supervise(program, {
    ...calm,
    signal: stop.signal,
    onStart: (pid) => pids.push(pid),
    onDeath: (death) => {
      deaths.push(death);
      if (deaths.length === times) stop.abort();
    },
  });
  return { deaths, pids };
}

/** JavaScript that keeps a process alive, with a connection that ends when the process does. */
function holdOn(port: number): string {
  return `const line = require('node:net').connect(${port}, '127.0.0.1'); setInterval(() => {}, 1000);`;
}

/** A server that each process of a test connects to: the connection is cut when the process is gone. */
async function listenForLifelines() {
  const waiting: ((line: Socket) => void)[] = [];
  const arrived: Socket[] = [];
  const server = createServer((line) => {
    line.on('error', () => undefined).resume();
    const first = waiting.shift();
    if (first === undefined) arrived.push(line);
    else first(line);
  });
  await once(server.listen(0, '127.0.0.1'), 'listening');
  return {
    port: (server.address() as AddressInfo).port,
    next: () =>
      new Promise<Socket>((resolve) => {
        const line = arrived.shift();
        if (line === undefined) waiting.push(resolve);
        else resolve(line);
      }),
    close: () => server.close(),
  };
}

async function cut(line: Socket): Promise<void> {
  if (!line.destroyed) await once(line, 'close');
}
