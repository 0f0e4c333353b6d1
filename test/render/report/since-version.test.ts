import { expect, test } from 'vitest';
import { headline } from '../../../src/render/report/headline.ts';
import { reportMarkdown } from '../../../src/render/report/report-markdown.ts';
import { reportPage } from '../../../src/render/report/report-page.ts';
import { reportPicture } from '../../../src/render/report/report-picture.ts';
import { leakReport } from '../../support/leak-report.ts';
import { incident } from '../../support/snapshots.ts';
import { day, flat, lastAlarm, leak, life } from '../../support/version-lives.ts';

const tools = { script: '', hash: () => '', version: '0.1.0' };

/** The report of what the detector says of two versions, one after the other. */
function reportOf(before: string, after: string, isFlatBefore: boolean) {
  const verdict = lastAlarm(
    life(isFlatBefore ? flat : leak, 2 * day, { version: before }),
    life(leak, 2 * day, { version: after, from: 2 * day }),
  );
  if (verdict === undefined) throw new Error('it leaks');
  return leakReport({ incident: incident({ verdict }) });
}

test('the version that brought a leak is in the sentence, among the facts and among the gates', () => {
  const report = reportOf('1.41', '1.42', true);
  expect(headline(report)).toMatch(/^goleaky leaked [\d.]+ \wiB\/\w+ since version 1\.42: /);
  const page = reportPage(report, tools);
  expect(page).toContain(
    '<dt>Since version</dt><dd class="">1.42; a life of 1.41 did not rise</dd>',
  );
  expect(page).toMatch(/Version before<\/th><td>0<\/td><td>≤ 0\.25<\/td><td>✓ yes/);
  const markdown = reportMarkdown(report);
  expect(markdown).toMatch(/^## goleaky leaked .* since version 1\.42: /);
  expect(markdown).toContain('Since version 1.42: a life of 1.41 did not rise.');
  expect(reportPicture(report).replaceAll(/<[^>]+>/g, ' ')).toContain('since version 1.42');
});

test('where the one before leaked as well none is named', () => {
  const page = reportPage(reportOf('1.41', '1.42', false), tools);
  expect(page).not.toMatch(/since version/i);
});

test('a version is text, whatever it is', () => {
  const report = reportOf('1.41', '<img src=x onerror=alert(1)>', true);
  expect(reportPage(report, tools)).toContain('&lt;img src=x');
  expect(reportPage(report, tools)).not.toContain('<img');
  expect(reportMarkdown(report)).not.toMatch(/(?<!\\)<img/);
});
