import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { browserCommand, openBrowser, openPage } from './support/browser.ts';
import { root, runToEnd, sawtooth } from './support/programs.ts';

const command = await browserCommand();
const profiles = join(root, 'test/data/profiles/jsonleaf');
const [base, current] = ['heap.0.pb.gz', 'heap.3.pb.gz'].map((name) => join(profiles, name));

describe.skipIf(command === null)('the pages of a profile, in a browser (needs chromium)', () => {
  let browser: Browser;
  let served: ChildProcess;
  let url = '';

  beforeAll(async () => {
    browser = await openBrowser(command ?? '');
    const args = ['pprof', '-http=:', '-no_browser', '-base', base ?? '', current ?? ''];
    served = spawn(sawtooth[0], [sawtooth[1], ...args], { stdio: ['ignore', 'inherit', 'pipe'] });
    url = await new Promise((resolve, reject) => {
      served.once('exit', (code) => reject(new Error(`it ended with ${code}`)));
      served.stderr?.on('data', (chunk) => {
        const [, found] = /Serving web UI on (\S+)\n/.exec(String(chunk)) ?? [];
        if (found !== undefined) resolve(found);
      });
    });
  });

  afterAll(async () => {
    await browser?.close();
    if (served.exitCode !== null) return;
    const ended = new Promise((resolve) => served.once('exit', resolve));
    served.kill('SIGTERM');
    expect(await ended).toBe(143);
  });

  test('the flame graph: a click zooms, back returns, typing searches, the pointer is told', async () => {
    const { page, errors } = await openPage(browser);
    await page.goto(url);
    expect(page.url()).toBe(`${url}/ui/flamegraph`);
    expect(await page.locator('.culprit .badge').textContent()).toBe('likely');
    const frames = await page.locator('#flame a').count();
    const frame = page.locator('#flame a', { hasText: 'jsonleaf.' }).first();
    const name = (await frame.locator('title').textContent())?.split('\n')[0] ?? '';
    await frame.hover();
    expect(await page.locator('.hover').textContent()).toContain(name);
    await frame.click();
    await page.waitForURL(/root=\d+/);
    await page.locator('#flame a.caller').first().waitFor();
    const zoomed = page.locator('#flame a:not(.caller)').first();
    expect(await zoomed.locator('svg').getAttribute('width')).toBe('100%');
    expect(await zoomed.locator('title').textContent()).toContain(name);
    await page.goBack();
    await expect.poll(() => page.locator('#flame a').count()).toBe(frames);

    await page.keyboard.press('/');
    await page.keyboard.type('JSON');
    await page.locator('#flame a.match').first().waitFor();
    await expect.poll(() => page.locator('.found').textContent()).toMatch(/% matched$/);
    expect(await page.locator('.search input[name=q]').inputValue()).toBe('JSON');
    expect(page.url()).toContain('q=JSON');
    expect(errors).toEqual([]);
  });

  test('the table: a heading orders it, a name leads to its callers', async () => {
    const { page, errors } = await openPage(browser);
    await page.goto(`${url}/ui/top`);
    const cums = () => page.locator('tbody tr td:nth-child(4)').allTextContents();
    await page.getByRole('link', { name: 'Cum', exact: true }).click();
    await page.locator('th[aria-sort=descending]', { hasText: 'Cum' }).waitFor();
    const sizes = (await cums()).map((text) => Math.abs(Number.parseFloat(text)));
    expect(sizes).toEqual(sizes.toSorted((a, b) => b - a));
    const name = await page.locator('tbody th a').first().textContent();
    await page.locator('tbody th a').first().click();
    await page.waitForURL(/\/ui\/peek/);
    expect(await page.locator('.peek h2').first().textContent()).toBe(name);
    expect(errors).toEqual([]);
  });

  test('the graph: the wheel zooms, dragging moves, a click on a box peeks', async () => {
    const { page, errors } = await openPage(browser);
    await page.goto(`${url}/ui/graph`);
    const view = async () =>
      (await page.locator('#graph').getAttribute('viewBox'))?.split(' ').map(Number);
    // It is too high to be read as a whole: it begins at its top, at three quarters of its size.
    const begin = await view();
    expect(begin?.[1]).toBe(0);
    const width = (await page.locator('#graph').boundingBox())?.width ?? 0;
    expect(width / (begin?.[2] ?? 0)).toBeCloseTo(0.75, 5);
    await page.keyboard.press('0');
    const whole = await view();
    expect(whole).not.toEqual(begin);
    await page.mouse.move(600, 400);
    await page.mouse.wheel(0, -300);
    await expect.poll(view).not.toEqual(whole);
    const near = await view();
    await page.mouse.down();
    await page.mouse.move(700, 450, { steps: 5 });
    await page.mouse.up();
    expect(await view()).not.toEqual(near);
    // A drag that ends on a box is no click on it.
    expect(page.url()).toBe(`${url}/ui/graph`);
    await page.keyboard.press('0');
    expect(await view()).toEqual(whole);
    await page.locator('#graph a[*|href] polygon').last().click();
    await page.waitForURL(/\/ui\/peek\?f=/);
    expect(errors).toEqual([]);
  });

  test('a choice applies at once', async () => {
    const { page } = await openPage(browser);
    await page.goto(`${url}/ui/top`);
    await page.locator('select[name=si]').selectOption('alloc_objects');
    await page.waitForURL(/si=alloc_objects/);
    expect(await page.locator('h1').textContent()).toContain('alloc_objects');
  });

  test('without a script: zoom, search, order and filters are links and forms', async () => {
    const { page } = await openPage(browser, { javaScriptEnabled: false });
    await page.goto(url);
    await page.locator('#flame a', { hasText: 'jsonleaf.' }).first().click();
    await page.waitForURL(/root=\d+/);
    await page.locator('.search input[name=q]').fill('json');
    await page.locator('.search button').click();
    await page.waitForURL(/q=json/);
    expect(await page.locator('#flame a.match').count()).toBeGreaterThan(0);
    await page.goto(`${url}/ui/top?sort=name`);
    await page.locator('.filters summary').click();
    await page.locator('.filters input[name=f]').fill('jsonleaf');
    await page.locator('.filters button').click();
    await page.waitForURL(/f=jsonleaf/);
    expect(page.url()).toContain('sort=name');
    expect(await page.locator('.chip').textContent()).toContain('jsonleaf');
  });

  test.each([
    [1280, 800],
    [390, 800],
  ])('nothing sticks out at %d × %d, and nothing breaks the policy', async (width, height) => {
    const colors = ['light', 'dark'] as const;
    for (const colorScheme of colors) {
      const { page, errors } = await openPage(browser, {
        viewport: { width, height },
        colorScheme,
      });
      for (const view of ['flamegraph', 'top', 'graph', 'peek', 'source']) {
        await page.goto(`${url}/ui/${view}`);
        const extra = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
        expect([view, extra]).toEqual([view, 0]);
      }
      expect(errors).toEqual([]);
    }
  });

  test('-svg is a picture that zooms by itself', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'sawtooth-e2e-'));
    const file = join(folder, 'heap.svg');
    const made = await runToEnd(sawtooth[0], [
      ...[sawtooth[1], 'pprof', '-svg', `-output=${file}`, current ?? ''],
    ]);
    expect(made.code).toBe(0);
    const { page, errors } = await openPage(browser);
    await page.goto(`file://${file}`);
    const view = () => page.locator('svg').first().getAttribute('viewBox');
    const whole = await view();
    await page.mouse.move(600, 400);
    await page.mouse.wheel(0, -300);
    await expect.poll(view).not.toBe(whole);
    expect(errors).toEqual([]);
  });
});
