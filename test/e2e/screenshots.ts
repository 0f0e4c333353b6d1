// Run it: npm run screenshots        (writes examples/dashboard*.svg, report.png and pages.png; needs Go, tmux and, for
//                                     the last two, chromium; takes four minutes)

import { mkdtemp, readdir, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { ansiToSvg } from '../support/ansi-to-svg.ts';
import { browserCommand, openBrowser, openPage } from './support/browser.ts';
import { pagesPicture } from './support/pages-picture.ts';
import { buildGo, freePort, keepRunning, root, runToEnd, sawtooth } from './support/programs.ts';
import { Terminal } from './support/terminal.ts';

/** As wide as a README shows without shrinking letters, as high as the whole story needs. */
const size = { columns: 120, rows: 36 };
const most = 100_000;

await screenshots();

/** The real dashboard on a real leaking program, once its sawtooth and its culprit are on the screen. */
async function screenshots(): Promise<void> {
  const address = `127.0.0.1:${await freePort(6060).catch(() => freePort())}`;
  const pace = ['-payload', '16384', '-rate', '285', '-max', '10240', '-churn', '588000'];
  const program = keepRunning(
    await buildGo('examples/goleaky', '.', { GOFLAGS: '-buildvcs=false -trimpath' }),
    ['-addr', address, ...pace],
  );
  const terminal = await Terminal.open(size);
  try {
    const store = await mkdtemp(join(tmpdir(), 'sawtooth-picture-'));
    const flags = ['--time-scale', '60', '--config.file', await configuration(address, store)];
    await terminal.run([...sawtooth, 'watch', ...flags]);
    await terminal.waitFor('sawtooth with its culprit', isWholeStory, 240_000);
    await picture(terminal, 'examples/dashboard.svg');
    await terminal.press('Enter');
    await terminal.waitFor('chart', (screen) => screen.includes('esc back'), 30_000);
    await picture(terminal, 'examples/dashboard-target.svg');
    await reportPicture(store);
    await pagesPicture(address, 'examples/pages.png');
  } finally {
    await terminal.close();
    await program.stop();
  }
}

async function picture(terminal: Terminal, name: string): Promise<void> {
  const svg = ansiToSvg(await terminal.colouredScreen(), 'sawtooth watch');
  if (svg.length > most) throw new Error(`${name} has ${svg.length} bytes, ${most} at most`);
  await writeFile(join(root, name), svg);
  process.stdout.write(`${name}: ${svg.length} bytes\n`);
}

async function configuration(address: string, folder: string): Promise<string> {
  const file = join(folder, 'sawtooth.yaml');
  const config = {
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      {
        job_name: 'goleaky',
        source: 'pprof',
        static_configs: [{ targets: [address] }],
        limit: '192MiB',
      },
    ],
    storage: { path: folder },
  };
  // JSON is YAML.
  await writeFile(file, JSON.stringify(config));
  return file;
}

/** The top of the report of the incident that the dashboard showed, as a browser draws it. */
async function reportPicture(store: string): Promise<void> {
  const command = await browserCommand();
  if (command === null) throw new Error('the picture of the report needs chromium');
  const [newest] = await readdir(join(store, 'incidents'));
  const file = join(store, 'report.html');
  const args = ['report', newest ?? '', '--storage.path', store, '-o', file];
  const { code, stderr } = await runToEnd(sawtooth[0], [sawtooth[1], ...args]);
  if (code !== 0) throw new Error(stderr);
  const browser = await openBrowser(command);
  try {
    const { page } = await openPage(browser, { viewport: { width: 1180, height: 900 } });
    await page.goto(pathToFileURL(file).href);
    const path = join(root, 'examples/report.png');
    await page.screenshot({ path });
    process.stdout.write(`examples/report.png: ${(await stat(path)).size} bytes\n`);
  } finally {
    await browser.close();
  }
}

/** Two teeth or more, a third under way that has come far, and who it is. */
function isWholeStory(screen: string): boolean {
  const row = screen.split('\n')[2] ?? '';
  const teeth = row.split('┊').length - 1;
  const level = Number(/heapLive (\d+)\.\d MiB/.exec(screen)?.[1]);
  return (
    /sawtooth firing/.test(row) &&
    screen.includes('SaveReport') &&
    /limit in/.test(screen) &&
    teeth >= 2 &&
    level > 110 &&
    level < 150
  );
}
