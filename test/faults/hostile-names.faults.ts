import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { eventually } from '../e2e/support/daemon.ts';
import { has, runToEnd, sawtooth } from '../e2e/support/programs.ts';
import { type Served, serve } from '../e2e/support/serve.ts';
import { hostileProgram } from './support/hostile-program.ts';

const folder = mkdtempSync(join(tmpdir(), 'sawtooth-names-'));
const data = join(folder, 'data');
const program = await hostileProgram();
const told: string[] = [];
const hook = createServer(async (request, response) => {
  for await (const chunk of request) told.push(String(chunk));
  response.end();
});
await new Promise<void>((resolve) => hook.listen(0, '127.0.0.1', resolve));
const { port } = hook.address() as AddressInfo;

type Incident = { id: string; targetId: string; culprits: { function: string }[] };
type Incidents = { data: { incidents: Incident[] } };

const hasTerminal = await has('script', '--version');
let served: Served;
let id = '';

beforeAll(async () => {
  const config = join(folder, 'sawtooth.yaml');
  writeFileSync(
    config,
    JSON.stringify({
      global: { scrape_interval: '250ms', scrape_timeout: '200ms' },
      storage: { path: data },
      scrape_configs: [
        {
          job_name: 'evil',
          static_configs: [{ targets: [program.address] }],
          profiles: { address: program.address, min_interval: '1s' },
        },
      ],
      receivers: [{ name: 'hook', webhook_configs: [{ url: `http://127.0.0.1:${port}/` }] }],
    }),
  );
  served = await serve(['--config.file', config, '--time-scale', '60']);
  // Once it was said who it is, the name is everywhere that it can be.
  id = await eventually(
    'culprit',
    150_000,
    async () => {
      const { data: known } = (await served.get('/api/v1/incidents')) as Incidents;
      return known.incidents.find(({ culprits }) => culprits?.length > 0)?.id;
    },
    () => served.log(),
  );
});

afterAll(async () => {
  await served?.stop();
  hook.close();
  program.close();
  rmSync(folder, { recursive: true, force: true });
});

/** Files of captures, the oldest first. */
function captures(): string[] {
  return readdirSync(join(data, 'captures'), { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.pb.gz'))
    .sort()
    .map((name) => join(data, 'captures', name));
}

/** What of a text a terminal would obey, or a reader be deceived by. */
function obeyed(text: string): string[] {
  return [...text.matchAll(/[^\P{Cc}\n\t]|\p{Bidi_Control}/gu)].map(([mark]) =>
    JSON.stringify(mark),
  );
}

/** What of a page is markup that a name brought along. */
function broughtAlong(page: string): string[] {
  const markup = /<script>alert|<img src=x|<\/title><script|<[a-z][^<>]*onerror='/g;
  return [...page.matchAll(markup)].map(([mark]) => mark);
}

test('on pages and in the report the names are text', async () => {
  const { data: known } = (await served.get('/api/v1/incidents')) as Incidents;
  const target = known.incidents[0]?.targetId ?? '';
  const paths = ['/', `/targets/${target}`, `/incidents/${id}`, `/incidents/${id}/report.html`];
  for (const path of paths) {
    const page = await served.text(path);
    expect(page, path).toMatch(/<html/);
    expect([path, ...broughtAlong(page)]).toEqual([path]);
    expect([path, ...obeyed(page)]).toEqual([path]);
  }
  for (const path of paths.slice(2)) expect(await served.text(path), path).toContain('leaf-mark');
  expect(await served.text(`/incidents/${id}`)).toContain('&lt;script&gt;alert(&quot;leaf-mark');
});

test('in answers to programs, notifications and logs they are data', async () => {
  for (const path of ['/api/v1/incidents', '/api/v1/targets', '/metrics']) {
    expect([path, ...obeyed(await served.text(path))]).toEqual([path]);
  }
  expect(await served.text('/api/v1/incidents')).toContain('leaf-mark');
  await eventually('notification', 30_000, async () => told.some((one) => /leaf-mark/.test(one)));
  expect(told.flatMap(obeyed)).toEqual([]);
  expect(served.log()).toContain('leaf-mark');
  expect(obeyed(served.log())).toEqual([]);
});

test('commands write nothing that a terminal obeys', async () => {
  const all = captures();
  const [first = '', last = ''] = [all[0], all.at(-1)];
  expect(last).not.toBe(first);
  const html = join(folder, 'report.html');
  const store = ['--storage.path', data];
  const commands: readonly (readonly string[])[] = [
    ['incidents', ...store],
    ['incidents', id, ...store],
    ['report', id, ...store, '-o', html],
    ['report', id, ...store, '--format', 'markdown', '-o', '-'],
    ['diff', first, last],
    ['diff', first, last, '--json'],
  ];
  let shown = 0;
  for (const args of commands) {
    const { stdout, stderr } = await runToEnd(sawtooth[0], [sawtooth[1], ...args]);
    expect([args, ...obeyed(stdout + stderr)]).toEqual([args]);
    if (/leaf-mark|root-mark/.test(stdout)) shown++;
  }
  // Most of them name it: what is not shown proves nothing.
  expect(shown).toBeGreaterThanOrEqual(4);
  expect(broughtAlong(readFileSync(html, 'utf8'))).toEqual([]);
});

/** What a command writes on a terminal of its own (script, of util-linux), for so long. */
async function onTerminal(args: readonly string[], timeoutMs = 60_000): Promise<string> {
  const line = [...sawtooth, ...args].map((word) => `'${word}'`).join(' ');
  const { stdout } = await runToEnd('script', ['-qec', line, '/dev/null'], {
    env: { ...process.env, TERM: 'xterm-256color', COLUMNS: '160', LINES: '50' },
    timeoutMs,
  });
  return stdout.replaceAll('\r\n', '\n');
}

test.skipIf(!hasTerminal)(
  'reports of pprof, which are its own byte for byte in a pipe, are tame on a terminal (needs script)',
  async () => {
    const reports = [['-top'], ['-traces'], ['-tree'], ['-raw'], ['-dot']];
    for (const report of reports) {
      const text = await onTerminal(['pprof', ...report, captures().at(-1) ?? '']);
      expect([report, ...obeyed(text)]).toEqual([report]);
      expect(text).toMatch(/leaf-mark|root-mark/);
    }
  },
);

test.skipIf(!hasTerminal)('the dashboard draws them and obeys none (needs script)', async () => {
  const frames = await onTerminal(['watch', '--attach', served.url], 6_000);
  // Its own sequences move the cursor and colour; none of them sets a title, and it rings no bell.
  expect(frames).toContain('\u001b[');
  expect(frames).toContain('evil');
  for (const mark of ['\u001b]', '\u0007', '\u009b', '\u202e']) {
    expect(frames.includes(mark), JSON.stringify(mark)).toBe(false);
  }
});
