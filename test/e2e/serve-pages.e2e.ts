import { mkdir, mkdtemp, readFile, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Browser, BrowserContextOptions, Page } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { axeViolations } from './support/axe.ts';
import { browserCommand, openBrowser, openPage } from './support/browser.ts';
import { eventually } from './support/daemon.ts';
import { buildGo, freePort, has, keepRunning, type Running } from './support/programs.ts';
import { serveProgram } from './support/serve-program.ts';

const command = await browserCommand();
const hasAll = command !== null && (await has('go', 'version'));

/** Where pictures of the pages go for who wants to look at them; absent: nobody does. */
const pictures = process.env['SAWTOOTH_PICTURES'];

type Incident = {
  readonly id: string;
  readonly state: string;
  readonly workload: string;
  readonly culprits: readonly { readonly function: string }[];
};

/** Four times faster than the other rehearsals: a rule's hour is a quarter of a minute. */
const pace = { scale: '240', interval: '250ms' };

describe.skipIf(!hasAll)('the pages of serve, in a browser (needs chromium and Go)', () => {
  let browser: Browser;
  let served: Awaited<ReturnType<typeof serveProgram>>;
  let incident: Incident;
  const programs: Running[] = [];

  beforeAll(async () => {
    const [leaky, honest] = await Promise.all([
      buildGo('examples/goleaky'),
      buildGo('test/e2e/targets', './churn'),
    ]);
    const [leaks, churns] = [await freePort(), await freePort()].map((port) => `127.0.0.1:${port}`);
    const shape = ['-payload', '16384', '-rate', '500', '-max', '7000'];
    programs.push(keepRunning(leaky, ['-addr', leaks ?? '', ...shape]));
    programs.push(keepRunning(honest, ['-addr', churns ?? '']));
    const folder = await mkdtemp(join(tmpdir(), 'sawtooth-e2e-'));
    const file = join(folder, 'sawtooth.yaml');
    const job = (name: string, limit: string, address: string | undefined) => ({
      ...{ job_name: name, source: 'pprof', limit, static_configs: [{ targets: [address] }] },
    });
    const config = {
      global: { scrape_interval: pace.interval, scrape_timeout: '200ms' },
      scrape_configs: [job('goleaky', '1GiB', leaks), job('churn', '512MiB', churns)],
      // Nobody is there: what it is to be told is owed.
      receivers: [
        { name: 'pager', webhook_configs: [{ url: `http://127.0.0.1:${await freePort()}/` }] },
      ],
      storage: { path: folder },
    };
    // JSON is YAML.
    await writeFile(file, JSON.stringify(config));
    [browser, served] = await Promise.all([
      openBrowser(command ?? ''),
      serveProgram(['--config.file', file, '--time-scale', pace.scale]),
    ]);
  });

  afterAll(async () => {
    await browser?.close();
    await served?.daemon.stop();
    await Promise.all(programs.map((program) => program.stop()));
  });

  /** A page of which it is known what it asked for. */
  async function open(options: BrowserContextOptions = {}) {
    const { page, errors } = await openPage(browser, options);
    const strangers: string[] = [];
    page.on('request', (request) => {
      const url = request.url();
      if (!url.startsWith(`${served.url}/`) && !/^(data|blob):/.test(url)) strangers.push(url);
    });
    return { page, errors, strangers };
  }

  const row = (page: Page, workload: string) =>
    page.locator('.fleet tbody tr', { has: page.getByRole('link', { name: workload }) });

  test('the fleet follows what happens, from the first look to the culprit', async () => {
    const { page, errors, strangers } = await open();
    await page.goto(served.url);
    await page.locator('.live.on').waitFor();
    const search = page.locator('.tools input[type=search]');
    await search.focus();
    const churn = await row(page, 'churn').elementHandle();
    // It is the page itself that changes: it is never loaded anew, and what has the focus keeps it.
    await page.evaluate('window.isSame = true');
    await page
      .locator('#firing .alert.bad', { hasText: 'goleaky' })
      .first()
      .waitFor({ timeout: 80_000 });
    await row(page, 'goleaky').getByText('repo.SaveReport').waitFor({ timeout: 30_000 });
    expect(await page.evaluate('window.isSame')).toBe(true);
    expect(await search.evaluate((field) => field === document.activeElement)).toBe(true);
    expect(await churn?.evaluate((element) => element.isConnected)).toBe(true);
    expect(await page.title()).toMatch(/^\(\d\) sawtooth$/);
    expect(await row(page, 'churn').locator('.status').textContent()).not.toMatch(/firing|leak/);
    expect([errors, strangers]).toEqual([[], []]);
    const { incidents } = (await served.get('/api/v1/incidents')) as { incidents: Incident[] };
    const named = incidents.find(
      ({ state, culprits }) => state === 'firing' && culprits.length > 0,
    );
    if (named === undefined) throw new Error('the page names somebody, and the API does not');
    incident = named;
  });

  test('typing filters, a heading orders, and both are in the address', async () => {
    const { page, errors } = await open();
    await page.goto(served.url);
    await page.locator('.live.on').waitFor();
    await page.keyboard.press('/');
    await page.keyboard.type('churn');
    await page.waitForURL(/\?q=churn$/);
    await expect.poll(() => page.locator('.fleet tbody tr').count()).toBe(1);
    expect(await page.locator('.count').textContent()).toContain('1 of 2 targets');
    await page.locator('.count a').click();
    await expect.poll(() => page.locator('.fleet tbody tr').count()).toBe(2);
    await page.getByRole('link', { name: 'Workload', exact: true }).click();
    await page.locator('th[aria-sort=ascending]', { hasText: 'Workload' }).waitFor();
    await page.goBack();
    await expect.poll(() => page.locator('th[aria-sort]').count()).toBe(0);
    // What is paused stays as it is.
    await page.getByRole('button', { name: 'Pause' }).click();
    const asOf = await page.locator('#as-of').textContent();
    await page.waitForTimeout(3000);
    expect(await page.locator('#as-of').textContent()).toBe(asOf);
    await page.getByRole('button', { name: 'Follow' }).click();
    const newer = expect.poll(() => page.locator('#as-of').textContent(), { timeout: 30_000 });
    await newer.not.toBe(asOf);
    expect(errors).toEqual([]);
  });

  test('a target: its button captures, the capture appears, and speedscope opens it', async () => {
    const { page, errors, strangers } = await open();
    await page.goto(served.url);
    await page.getByRole('link', { name: 'churn' }).click();
    await page.locator('svg.memory').first().waitFor();
    const captures = page.locator('#captures tbody tr');
    const before = await captures.count();
    await page.getByRole('button', { name: 'Capture now' }).click();
    await page.getByText('A capture has begun').waitFor();
    await expect.poll(() => captures.count(), { timeout: 30_000 }).toBeGreaterThan(before);
    const heap = captures.filter({ hasText: 'heap' }).first();
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      heap.getByRole('link', { name: 'download' }).click(),
    ]);
    expect(download.suggestedFilename()).toMatch(/^\d+-heap-\w+\.pb\.gz$/);
    await heap.getByRole('link', { name: 'speedscope' }).click();
    await expect.poll(() => page.title(), { timeout: 30_000 }).toMatch(/^heap .* - speedscope$/);
    // What it draws it draws on a canvas; that it read the profile is said in its table.
    await page.keyboard.press('3');
    await page.getByText('main.handle').first().waitFor({ timeout: 30_000 });
    expect([errors, strangers]).toEqual([[], []]);
  });

  test.each([true, false])(
    'a snooze begins and ends on a page, with a script: %s',
    async (javaScriptEnabled) => {
      const { page, errors, strangers } = await open({ javaScriptEnabled });
      await page.goto(served.url);
      await page.getByRole('link', { name: 'churn' }).click();
      await page.getByText('Snooze the alerts of churn').click();
      await page.getByLabel('For').selectOption('12h');
      await page.getByLabel('Why').fill('the yearly import <b>runs</b>');
      await page.getByLabel('Who').fill('ops');
      await page.getByRole('button', { name: 'Snooze' }).click();
      await page.getByText('Snoozed: nobody is alerted of it until then.').waitFor();
      const told = page.locator('#snooze', { hasText: 'by ops: the yearly import <b>runs</b>' });
      await told.waitFor();
      const { snoozes } = (await served.get('/api/v1/snoozes')) as { snoozes: object[] };
      expect(snoozes).toMatchObject([{ workload: 'churn', by: 'ops' }]);
      if (javaScriptEnabled) {
        await page.locator('.live.on').waitFor();
        expect(await axeViolations(page)).toEqual([]);
      }
      await page.getByRole('button', { name: 'End the snooze' }).click();
      await page.getByText('The snooze is over').waitFor();
      expect(await served.get('/api/v1/snoozes')).toEqual({ snoozes: [] });
      expect([errors, strangers]).toEqual([[], []]);
    },
  );

  test('an incident: who it was, how it went, and what grew, in speedscope too', async () => {
    const { page, errors, strangers } = await open();
    await page.goto(`${served.url}/incidents/${incident.id}`);
    await page.locator('.live.on').waitFor();
    expect(await page.locator('#culprit h3').first().textContent()).toContain(
      'goleaky/repo.SaveReport',
    );
    expect(await page.locator('.story .incident').count()).toBeGreaterThan(0);
    const told = (await page.locator('#told').textContent()) ?? '';
    expect(told).toContain('owed pager: firing, not delivered yet');
    const [report] = await Promise.all([
      page.waitForEvent('download'),
      page.getByRole('link', { name: 'This page as one file' }).click(),
    ]);
    expect(report.suggestedFilename()).toBe(`sawtooth-report-${incident.id}.html`);
    const text = await readFile(await report.path(), 'utf8');
    expect(text).toContain('goleaky/repo.SaveReport');
    expect(text).toContain('class="flame');
    await page.getByRole('link', { name: 'in speedscope' }).click();
    await expect.poll(() => page.title(), { timeout: 30_000 }).toContain(incident.id);
    await page.keyboard.press('3');
    await page.getByText('goleaky/repo.SaveReport').first().waitFor({ timeout: 30_000 });
    expect([errors, strangers]).toEqual([[], []]);
  });

  test('an incident is its report: what grew comes by itself, is zoomed and searched, and stays so', async () => {
    const { page, errors, strangers } = await open();
    await page.goto(`${served.url}/incidents/${incident.id}`);
    await page.locator('.live.on').waitFor();
    expect(await page.locator('.sentence').textContent()).toContain('goleaky/repo.SaveReport');
    // It may be the first look: then it is made, and comes through the stream.
    await page.locator('#flame a').first().waitFor({ timeout: 40_000 });
    expect(await page.locator('#graph .node').count()).toBeGreaterThan(3);
    expect(await page.locator('#growth .top tbody tr').count()).toBeGreaterThan(3);
    expect(await page.locator('#growth .commands').textContent()).toContain('go tool pprof -top');
    const frames = page.locator('#flame a');
    const all = await frames.count();
    await page.locator('#flame a', { hasText: 'SaveReport' }).first().click();
    await page.locator('#flame a.caller').first().waitFor();
    // The page goes on changing; what is looked into does not.
    const asOf = await page.locator('#as-of').textContent();
    await expect
      .poll(() => page.locator('#as-of').textContent(), { timeout: 30_000 })
      .not.toBe(asOf);
    expect(await page.locator('#flame a.caller').count()).toBeGreaterThan(0);
    await page.keyboard.press('Escape');
    await expect.poll(() => page.locator('#flame a.caller').count()).toBe(0);
    await page.keyboard.press('/');
    await page.keyboard.type('savereport');
    await page.locator('#flame a.match').first().waitFor();
    expect(await page.locator('#flame-found').textContent()).toMatch(/of what changed$/);
    await page.keyboard.press('Escape');
    expect(all).toBeGreaterThan(3);
    expect(await axeViolations(page)).toEqual([]);
    expect([errors, strangers]).toEqual([[], []]);
  });

  test.each(['targets', 'incidents'])(
    'the chart among the %s is read out, and waits for who reads it',
    async (what) => {
      const { targets } = await targetsByWorkload();
      const id = what === 'targets' ? targets.get('goleaky') : incident.id;
      const { page, errors } = await open();
      await page.goto(`${served.url}/${what}/${id}`);
      await page.locator('.live.on').waitFor();
      const chart = page.locator('.for-wide svg.memory');
      const told = page.locator('.for-wide .chart-told');
      await chart.focus();
      await page.keyboard.press('Home');
      const text = await told.textContent();
      expect(text).toMatch(/UTC · floor [\d.]+ \wiB · peak [\d.]+ \wiB$/);
      const asOf = await page.locator('#as-of').textContent();
      await expect
        .poll(() => page.locator('#as-of').textContent(), { timeout: 30_000 })
        .not.toBe(asOf);
      expect(await told.textContent()).toBe(text);
      await page.keyboard.press('Tab');
      expect(await told.textContent()).toContain('Times are UTC');
      expect(errors).toEqual([]);
    },
  );

  test('without a script: filter, order, pages of a target and its button', async () => {
    const { page } = await open({ javaScriptEnabled: false });
    await page.goto(served.url);
    await page.locator('.tools input[type=search]').fill('churn');
    await page.getByRole('button', { name: 'Apply' }).click();
    await page.waitForURL(/q=churn/);
    expect(await page.locator('.fleet tbody tr').count()).toBe(1);
    expect(await page.getByRole('link', { name: 'Reload' }).count()).toBe(1);
    await page.getByRole('link', { name: 'churn' }).click();
    await eventually('capture that has begun', 20_000, async () => {
      await page.getByRole('button', { name: 'Capture now' }).click();
      return (await page.getByText('A capture has begun').count()) > 0;
    });
  });

  test.each([
    ['desktop', 1280, 800],
    ['phone', 390, 844],
  ])(
    'on a %s of %d × %d nothing sticks out, and axe finds nothing',
    async (name, width, height) => {
      const { targets } = await targetsByWorkload();
      const pages = {
        fleet: '/',
        grouped: '/?group=workload&sort=level',
        target: `/targets/${targets.get('goleaky')}`,
        incident: `/incidents/${incident.id}`,
        lost: '/targets/nobody',
      };
      // What differs in the dark are colours alone.
      const schemes = [
        ['light', undefined],
        ['dark', ['color-contrast']],
      ] as const;
      for (const [colorScheme, rules] of schemes) {
        const { page, errors, strangers } = await open({
          viewport: { width, height },
          colorScheme,
        });
        for (const [what, path] of Object.entries(pages)) {
          const answer = await page.goto(`${served.url}${path}`);
          await page.locator('#growth.making').waitFor({ state: 'detached' });
          expect(answer?.headers()['content-security-policy']).toContain("default-src 'none'");
          const extra = await page.evaluate('document.documentElement.scrollWidth - innerWidth');
          expect([what, extra]).toEqual([what, 0]);
          // These two have nothing that the others have not, but for their order and their words.
          const isVariant = what === 'grouped' || what === 'lost';
          const found = isVariant && name === 'phone' ? [] : await axeViolations(page, rules);
          expect([what, found]).toEqual([what, []]);
          await keepPicture(page, `${what}-${name}-${colorScheme}`);
        }
        // The page that is not there is a 404, which a browser tells.
        expect(errors.filter((text) => !text.includes('404'))).toEqual([]);
        expect(strangers).toEqual([]);
      }
    },
  );

  async function keepPicture(page: Page, name: string) {
    if (pictures === undefined) return;
    await mkdir(pictures, { recursive: true });
    await page.screenshot({ path: join(pictures, `${name}.png`), fullPage: true });
  }

  async function targetsByWorkload() {
    const { activeTargets } = (await served.get('/api/v1/targets')) as {
      activeTargets: { id: string; workload: string }[];
    };
    return { targets: new Map(activeTargets.map(({ id, workload }) => [workload, id])) };
  }
});
