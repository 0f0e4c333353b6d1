import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { readChart } from '../../src/browser/read-chart.ts';
import { memoryChart } from '../../src/render/memory/memory-chart.ts';
import { incident } from '../support/snapshots.ts';
import { browserCommand, openBrowser, openPage } from './support/browser.ts';

const command = await browserCommand();

describe.skipIf(command === null)('a chart that is read (needs chromium)', () => {
  let browser: Browser;

  beforeAll(async () => {
    browser = await openBrowser(command ?? '');
  });

  afterAll(async () => {
    await browser?.close();
  });

  test('a drag that the browser takes away selects nothing any more', async () => {
    const { timeline, verdict } = incident();
    if (timeline === undefined) throw new Error('the made-up incident has a timeline');
    const chart = memoryChart({ timeline, verdict }, { width: 960, height: 320 });
    const { page, errors } = await openPage(browser);
    await page.setContent(
      `<figure>${chart?.html}<figcaption class="chart-told">told</figcaption></figure><script>(${readChart})()</script>`,
    );
    const widthOf = async () => Number(await page.locator('.selection').getAttribute('width'));
    const box = await page.locator('svg.memory').boundingBox();
    if (box === null) throw new Error('it is drawn');
    const at = (share: number) => [box.x + share * box.width, box.y + box.height / 2] as const;
    await page.mouse.move(...at(0.3));
    await page.mouse.down();
    await page.mouse.move(...at(0.5));
    expect(await widthOf()).toBeGreaterThan(100);
    await page.locator('svg.memory').dispatchEvent('pointercancel');
    await page.mouse.move(...at(0.6));
    expect(await widthOf()).toBe(0);
    expect(errors).toEqual([]);
  });
});
