import { mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { exportIncident } from '../../src/store/incidents.ts';
import { incident, saveReport, target } from '../support/snapshots.ts';
import { axeViolations } from './support/axe.ts';
import { browserCommand, openBrowser, openPage } from './support/browser.ts';
import { root, runToEnd, sawtooth } from './support/programs.ts';

const command = await browserCommand();
const profiles = join(root, 'test/data/profiles/jsonleaf');
const [first, last] = ['heap.0.pb.gz', 'heap.3.pb.gz'].map((name) => join(profiles, name));

/** A store with one incident whose captures are profiles of a real program. */
async function storeWith(id: string): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'sawtooth-report-'));
  const captures = await Promise.all(
    [first, last].map(async (from, i) => {
      const bytes = await readFile(from ?? '');
      const file = join(path, `heap-${i}.pb.gz`);
      await writeFile(file, bytes);
      const [known] = incident().captures;
      if (known === undefined) throw new Error('it has captures');
      return {
        ...known,
        id: `c${i}`,
        path: file,
        bytes: bytes.length,
        atMs: known.atMs + 8000 * i,
      };
    }),
  );
  const [base, current] = captures.map(({ atMs }) => ({ total: 0, atMs }));
  const made = incident({ id, captures });
  const diffs = made.diffs.map((diff) => ({
    ...diff,
    base: base ?? diff.base,
    current: current ?? diff.current,
  }));
  const stored = await exportIncident(path, {
    ...made,
    diffs,
    targetId: target('goleaky', 'x').id,
  });
  expect(stored.ok).toBe(true);
  return path;
}

describe.skipIf(command === null)('a report, in a browser (needs chromium)', () => {
  let browser: Browser;
  let url = '';
  let ofProfiles = '';

  beforeAll(async () => {
    browser = await openBrowser(command ?? '');
    const path = await storeWith('1795651504-287928b6c1412758');
    const file = join(path, 'leak.html');
    const made = await runToEnd(sawtooth[0], [
      sawtooth[1],
      'report',
      '1795',
      '--storage.path',
      path,
      '-o',
      file,
    ]);
    expect([made.code, made.stderr]).toEqual([0, expect.stringContaining('Wrote ')]);
    url = pathToFileURL(file).href;
    const other = join(path, 'profiles.html');
    await runToEnd(sawtooth[0], [sawtooth[1], 'report', first ?? '', last ?? '', '-o', other]);
    ofProfiles = pathToFileURL(other).href;
  });

  afterAll(() => browser?.close());

  async function open(address: string, options = {}) {
    const opened = await openPage(browser, options);
    const asked: string[] = [];
    opened.page.on('request', (request) => {
      if (!/^(file|data):/.test(request.url())) asked.push(request.url());
    });
    await opened.page.goto(address);
    return { ...opened, asked };
  }

  test('one sentence, the chart, who it is, and nothing that the file does not hold', async () => {
    const { page, errors, asked } = await open(url);
    expect(await page.locator('h1').textContent()).toContain(saveReport.function);
    expect(await page.locator('svg.memory.wide').isVisible()).toBe(true);
    expect(await page.locator('svg.memory.phone').isVisible()).toBe(false);
    expect(await page.locator('.culprit .badge').first().textContent()).toBe('confirmed');
    expect(await page.locator('#graph .node').count()).toBeGreaterThan(3);
    expect(await page.locator('.gates tbody tr').count()).toBe(3);
    expect(await page.locator('.commands').textContent()).toContain('go tool pprof -top');
    expect(errors).toEqual([]);
    expect(asked).toEqual([]);
  });

  test('the flame graph: a click zooms, back returns, the arrow keys walk, typing searches', async () => {
    const { page, errors } = await open(url);
    const frames = page.locator('#flame a');
    const all = await frames.count();
    const frame = page.locator('#flame a', { hasText: 'jsonleaf.' }).first();
    const name = (await frame.locator('title').textContent())?.split('\n')[0] ?? '';
    await frame.hover();
    expect(await page.locator('#flame-told').textContent()).toContain(name);
    await frame.click();
    await page.locator('#flame a.caller').first().waitFor();
    const zoomed = page.locator('#flame a:not(.caller)').first();
    expect(await zoomed.locator('svg').getAttribute('width')).toBe('100.0000%');
    expect(await zoomed.locator('title').textContent()).toContain(name);
    await page.goBack();
    await expect.poll(() => frames.count()).toBe(all);

    await page.locator('#flame a[tabindex="0"]').focus();
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Enter');
    await expect.poll(() => page.locator('#flame a.caller').count()).toBe(2);
    expect(await page.evaluate(() => document.activeElement?.closest('#flame') !== null)).toBe(
      true,
    );
    await page.keyboard.press('Escape');
    await expect.poll(() => frames.count()).toBe(all);

    await page.keyboard.press('/');
    await page.keyboard.type('JSONLEAF');
    await page.locator('#flame a.match').first().waitFor();
    expect(await page.locator('#flame-found').textContent()).toMatch(
      /^\d+ places?, [\d.]+ % of what changed$/,
    );
    const places = () => page.locator('#flame-found').textContent();
    const found = await places();
    // Either, and pieces that follow each other; a character that means something elsewhere is itself.
    await page.keyboard.type('|(no such|json.*leaf');
    expect(await places()).toBe(found);
    await page.locator('#flame-search').fill('leaf.*json.*json.*json');
    expect(await places()).toMatch(/^0 places/);
    await page.locator('#flame-search').fill('(((a+)+)+)+$');
    expect(await places()).toMatch(/^0 places/);
    expect(errors).toEqual([]);
  });

  test('the chart is read out under the pointer and by the keyboard', async () => {
    const { page } = await open(url);
    const chart = page.locator('svg.memory.wide');
    const told = page.locator('.chart-told');
    await chart.hover({ position: { x: 300, y: 150 } });
    expect(await told.textContent()).toMatch(
      /^2026-11-22 20:14:\d\d UTC · floor [\d.]+ MiB · peak [\d.]+ MiB$/,
    );
    await page.mouse.move(5, 5);
    expect(await told.textContent()).toContain('Times are UTC');
    await chart.focus();
    await page.keyboard.press('Home');
    expect(await told.textContent()).toContain('floor 10.0 MiB');
    await page.keyboard.press('End');
    expect(await told.textContent()).toContain('floor 55.6 MiB');
  });

  test('the chart is zoomed by dragging and by keys, and all of it comes back', async () => {
    const { page, errors } = await open(url);
    const chart = page.locator('svg.memory.wide');
    const times = () => chart.locator('.axes text[text-anchor=middle]:visible').allTextContents();
    const before = await times();
    const { x, y } = (await chart.boundingBox()) ?? { x: 0, y: 0 };
    await page.mouse.move(x + 300, y + 150);
    await page.mouse.down();
    await page.mouse.move(x + 480, y + 150, { steps: 4 });
    await page.mouse.up();
    await expect.poll(times).not.toEqual(before);
    expect(await chart.locator('.zoomed').getAttribute('transform')).toMatch(
      /^matrix\([\d.]{3,} 0 0 1 -/,
    );
    // A mark that is not in this part of the time is not drawn.
    expect(await chart.locator('.cliff:visible').count()).toBe(1);
    await chart.focus();
    await page.keyboard.press('0');
    await expect.poll(times).toEqual(before);
    await page.keyboard.press('+');
    await expect.poll(times).not.toEqual(before);
    // From wherever the pointer is by then, all of it is there again.
    await page.keyboard.press('End');
    await page.keyboard.press('-');
    await expect.poll(times).toEqual(before);
    expect(errors).toEqual([]);
  });

  test('the call graph leaves the wheel to the page until it is clicked', async () => {
    const { page } = await open(url);
    const graph = page.locator('#graph');
    await graph.scrollIntoViewIfNeeded();
    const view = () => graph.getAttribute('viewBox');
    const before = await view();
    await graph.hover();
    await page.mouse.wheel(0, -200);
    expect(await view()).toBe(before);
    await graph.click({ position: { x: 10, y: 10 } });
    await page.mouse.wheel(0, -200);
    await expect.poll(view).not.toBe(before);
  });

  test('a telephone: nothing is cut off at the side', async () => {
    const { page, errors } = await open(url, { viewport: { width: 390, height: 800 } });
    expect(await page.locator('svg.memory.phone').isVisible()).toBe(true);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      390,
    );
    expect(errors).toEqual([]);
  });

  test('without a script all of it is there to be read', async () => {
    const { page } = await open(url, { javaScriptEnabled: false });
    expect(await page.locator('#flame a').count()).toBeGreaterThan(10);
    expect(await page.locator('svg.memory.wide').isVisible()).toBe(true);
  });

  test('on paper: light, without what needs a screen, and no wider than the sheet', async () => {
    const { page } = await open(url, {
      colorScheme: 'dark',
      viewport: { width: 700, height: 990 },
    });
    await page.emulateMedia({ media: 'print', colorScheme: 'dark' });
    const paper = await page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    expect(paper).toBe('rgb(255, 255, 255)');
    expect(await page.locator('.flame-tools').isVisible()).toBe(false);
    expect(await page.evaluate(() => document.documentElement.scrollWidth)).toBeLessThanOrEqual(
      700,
    );
    expect((await page.pdf({ format: 'A4' })).subarray(0, 4).toString()).toBe('%PDF');
  });

  test.each([
    ['light', 1280],
    ['dark', 1280],
    ['light', 390],
    ['dark', 390],
  ] as const)('axe-core has nothing against it: %s, %i pixels', async (colorScheme, width) => {
    const { page } = await open(url, { colorScheme, viewport: { width, height: 800 } });
    expect(await axeViolations(page)).toEqual([]);
    await page.goto(ofProfiles);
    expect(await axeViolations(page)).toEqual([]);
  });
});
