import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import * as pprof from '../../src/cli/pprof.ts';
import { runIn } from '../cli/fake-io.ts';
import { goPprof } from './support/go-pprof.ts';
import { has, root, sawtooth } from './support/programs.ts';
import { Terminal } from './support/terminal.ts';

const profiles = join(root, 'test/data/profiles');
const heap = join(profiles, 'bufleaf/heap.3.pb.gz');
const base = join(profiles, 'bufleaf/heap.0.pb.gz');

const folder = await mkdtemp(join(tmpdir(), 'sawtooth-shell-'));
afterAll(() => rm(folder, { recursive: true, force: true }));

const theirs = await goPprof(heap);
const why = theirs === null ? ' (there is no Go with a current pprof)' : '';

const script = [
  'top',
  'top3',
  'top 5 -cum',
  'top20 -cum json -runtime',
  'text --cum 4',
  'nothing like this',
  'tree 5',
  'peek Buffer',
  'peek nobody.at.all',
  'peek',
  'peek (',
  'list audit',
  'list growSlice',
  'list',
  'traces json',
  'tags',
  'tags 1kB',
  'tags -64kB',
  'alloc_space',
  'top4',
  'sample_index=inuse_objects',
  'top4',
  'sample_index=0',
  'top4',
  'sample_index=no_such_type',
  'inuse_space',
  'mean_inuse_space',
  'top4',
  'total_inuse_space',
  'focus=main //: what matters',
  'top',
  'ignore = json',
  'top',
  ':',
  'lines=true',
  'top5',
  'granularity=files',
  'top5',
  'functions=1',
  'unit=mb',
  'top 3',
  'unit=minimum',
  'nodecount=2',
  'top',
  'dot',
  'nodecount=-1',
  'tagleaf=bytes',
  'top3',
  'tagleaf=',
  'noinlines=yes',
  'compact_labels=f',
  'top3 >written.txt',
  'top3 > written-apart.txt',
  'top3 >',
  'drop_negative',
  'relative_percentages=t',
  'top3 Buffer',
  'divide_by=2',
  'top3',
  'trim=false',
  'comments',
  'raw',
  'q',
  'top',
];

test.skipIf(theirs === null).each([
  ['one profile', [heap]],
  ['a difference', ['-base', base, heap]],
  ['settings of the call', ['-nodecount=3', '-cum', '-hide=runtime', heap]],
])(`the shell prints what that of go tool pprof prints: %s${why}`, async (_, args) => {
  if (theirs === null) return;
  const input = `${script.join('\n')}\n`;
  const told = await theirs(folder, args, input);
  const files = await writtenFiles();
  const ours = await runIn(folder, pprof, args, { stdin: input, env: { TZ: 'UTC' } });
  // A script is not prompted here.
  expect(ours.out).toBe(told.out.replaceAll('(pprof) ', ''));
  expect(await writtenFiles()).toEqual(files);
  const greeting = told.err.split('for options)')[0] ?? '';
  expect(ours.err.startsWith(greeting)).toBe(true);
});

const writtenFiles = () =>
  Promise.all(
    ['written.txt', 'written-apart.txt'].map((name) => readFile(join(folder, name), 'utf8')),
  );

const canOpen = await has('tmux', '-V');

test.skipIf(!canOpen)(
  `at a terminal lines are completed, taken from the history and taken back${canOpen ? '' : ' (there is no tmux)'}`,
  async () => {
    const terminal = await Terminal.open({ columns: 100, rows: 40 });
    try {
      await terminal.run([...sawtooth, 'pprof', heap], '; echo "ended with $?"');
      const isAsked = (screen: string) => /\(pprof\)$/.test(screen.trimEnd());
      await terminal.waitFor('a prompt', isAsked, 20_000);

      await terminal.press('-l', 'topp');
      await terminal.press('Tab');
      await terminal.waitFor('topproto', (screen) => /\(pprof\) topproto$/m.test(screen), 30_000);
      // ^C takes the line back and the session goes on.
      await terminal.press('C-c');
      await terminal.waitFor('an empty line', isAsked, 30_000);

      await terminal.press('-l', 'top2');
      await terminal.press('Enter');
      await terminal.waitFor('a table', (screen) => /flat%.*\n.*\n/.test(screen), 30_000);
      await terminal.press('Up');
      await terminal.waitFor(
        'the line before',
        (screen) => /\(pprof\) top2$/m.test(screen.trimEnd().split('\n').at(-1) ?? ''),
        30_000,
      );
      await terminal.press('C-c');

      await terminal.press('-l', 'focus=growSl');
      await terminal.press('Tab');
      await terminal.waitFor(
        'a function',
        (screen) => /focus=bytes\.growSlice$/m.test(screen),
        30_000,
      );
      await terminal.press('C-c');
      await terminal.waitFor('an empty line', isAsked, 30_000);

      await terminal.press('C-c');
      await terminal.waitFor('the end', (screen) => screen.includes('ended with 130'), 30_000);
    } finally {
      await terminal.close();
    }
  },
);
