// Run it: npm run screenshots        (writes examples/dashboard.svg; needs Go and tmux, takes two minutes)

import { mkdtemp, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { ansiToSvg } from '../support/ansi-to-svg.ts';
import { buildGo, freePort, keepRunning, root, sawtooth } from './support/programs.ts';
import { Terminal } from './support/terminal.ts';

/** As wide as a README shows without shrinking letters, as high as the whole story needs. */
const size = { columns: 110, rows: 34 };
const most = 100_000;

await screenshots();

/** The real dashboard on a real leaking program, once its sawtooth and its culprit are on the screen. */
async function screenshots(): Promise<void> {
  const address = `127.0.0.1:${await freePort(6060).catch(() => freePort())}`;
  const pace = ['-payload', '16384', '-rate', '285', '-max', '10240', '-churn', '588000'];
  const program = keepRunning(await buildGo('examples/goleaky'), ['-addr', address, ...pace]);
  const terminal = await Terminal.open(size);
  try {
    const flags = ['--time-scale', '60', '--config.file', await configuration(address)];
    await terminal.run([...sawtooth, 'watch', ...flags]);
    await terminal.waitFor('sawtooth with its culprit', isWholeStory, 240_000);
    const svg = ansiToSvg(await terminal.colouredScreen(), 'sawtooth watch');
    if (svg.length > most) throw new Error(`the picture has ${svg.length} bytes, ${most} at most`);
    await writeFile(join(root, 'examples/dashboard.svg'), svg);
    process.stdout.write(`examples/dashboard.svg: ${svg.length} bytes\n`);
  } finally {
    await terminal.close();
    await program.stop();
  }
}

async function configuration(address: string): Promise<string> {
  const folder = await mkdtemp(join(tmpdir(), 'sawtooth-picture-'));
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

/** Two teeth or more, a third under way that has come far, and who it is. */
function isWholeStory(screen: string): boolean {
  const row = screen.split('\n')[2] ?? '';
  const teeth = row.split('┊').length - 1;
  const level = Number(/(\d+)\.\d MiB/.exec(row)?.[1]);
  return (
    /sawtooth firing/.test(row) &&
    screen.includes('SaveReport') &&
    /limit in/.test(screen) &&
    teeth >= 2 &&
    level > 110 &&
    level < 150
  );
}
