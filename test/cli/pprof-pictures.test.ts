import { existsSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { beforeEach, expect, test } from 'vitest';
import { deliverReport } from '../../src/cli/pprof/deliver-report.ts';
import * as pprof from '../../src/cli/pprof.ts';
import { heapBytes } from '../support/profile-text.ts';
import { runIn } from './fake-io.ts';

let folder = '';

beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'sawtooth-pictures-'));
});

const call = (...args: string[]) => runIn(folder, pprof, args, { env: { TZ: 'UTC' } });

test('-svg: a picture that moves and zooms, the heaviest box the largest and reddest', async () => {
  write('p.pb.gz', '90 90 4096 repo.Save < main.main\n10 10 4096 repo.Load < main.main');
  const { code, out } = await call('-svg', 'p.pb.gz');
  expect(code).toBe(0);
  const [save, load] = ['Save', 'Load'].map((name) => boxOf(out, name));
  expect(save?.fontSize).toBeGreaterThan(load?.fontSize ?? 0);
  expect(save?.redness).toBeGreaterThan(load?.redness ?? 0);
  expect(out).toContain('<svg width="100%" height="100%"');
  expect(out).toMatch(/<script[^>]*><!\[CDATA\[\(function panZoom\(/);
  expect(out).not.toContain('DOCTYPE');
});

test('-svg: a name can do no harm', async () => {
  // Drawn with other signs, since < stands between calls there.
  const drawn = heapBytes('9 9 4096 evil]]>{script}alert("1"){/script}&amp;\\N < main.main', {
    gzip: false,
  });
  const bytes = drawn.map((byte) => ({ 123: 0x3c, 125: 0x3e })[byte] ?? byte);
  writeFileSync(join(folder, 'p.pb.gz'), bytes);
  const { out } = await call('-svg', 'p.pb.gz');
  expect(out.match(/<script/g)).toHaveLength(1);
  expect(out).toContain('&lt;script&gt;alert');
  // Well-formed: every element that is opened is closed.
  const markup = out.replace(/<script[\s\S]*?<\/script>/g, '').replace(/<!--[\s\S]*?-->/g, '');
  const opened = markup.match(/<[a-z][^>]*[^/]>/g)?.length;
  expect(markup.match(/<\/[a-z]+>/g)).toHaveLength(opened ?? -1);
});

test('-png: a picture with text in it, also where there is no font', async () => {
  write('p.pb.gz', '90 90 4096 repo.Save < main.main');
  write('q.pb.gz', '90 90 4096 i.i < main.main');
  const sizes = [];
  for (const name of ['p', 'q']) {
    const { err } = await call('-png', `-output=${name}.png`, `${name}.pb.gz`);
    expect(err).toBe(`Generating report in ${name}.png\n`);
    const bytes = readFileSync(join(folder, `${name}.png`));
    expect(bytes.subarray(1, 4).toString()).toBe('PNG');
    expect(bytes.readUInt32BE(16)).toBeGreaterThan(600);
    sizes.push(bytes.length);
  }
  // Without any text both would be the same boxes, and a tenth of this.
  expect(sizes[0]).not.toBe(sizes[1]);
  expect(Math.min(...sizes)).toBeGreaterThan(20_000);
});

test('what is no text for a terminal goes into the first numbered file that is free', async () => {
  writeFileSync(join(folder, 'profile001.svg'), 'mine');
  const told: string[] = [];
  const io = {
    cwd: folder,
    stdout: { write: () => expect.unreachable() },
    stderr: { write: (text: string) => told.push(text) },
  } as unknown as Parameters<typeof deliverReport>[4];
  const delivered = await deliverReport('<svg/>', { format: 'svg', symbol: '' }, '', true, io);
  expect(delivered.ok).toBe(true);
  expect(told).toEqual(['Generating report in profile002.svg\n']);
  expect(readFileSync(join(folder, 'profile001.svg'), 'utf8')).toBe('mine');
  expect(readFileSync(join(folder, 'profile002.svg'), 'utf8')).toBe('<svg/>');
  const proto = { format: 'proto', symbol: '' } as const;
  expect((await deliverReport(new Uint8Array(1), proto, '', true, io)).ok).toBe(true);
  expect(existsSync(join(folder, 'profile001.pb.gz'))).toBe(true);
});

function write(name: string, text: string): void {
  writeFileSync(join(folder, name), heapBytes(text));
}

/** The font's size in a box, and how much more red than green its colour has. */
function boxOf(svg: string, name: string): { fontSize: number; redness: number } {
  const node = svg.split('<g id="node').find((part) => part.includes(`>${name}</text>`)) ?? '';
  const [, red = '', green = ''] = /fill="#(..)(..)../.exec(node) ?? [];
  return {
    fontSize: Number(/font-size="([\d.]+)"/.exec(node)?.[1]),
    redness: Number.parseInt(red, 16) - Number.parseInt(green, 16),
  };
}
