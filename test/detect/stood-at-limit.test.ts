import { expect, test } from 'vitest';
import { Detector } from '../../src/detect/detector.ts';
import { mib } from '../support/series-generator.ts';

const minuteMs = 60_000;

/** How a life ended that stood at its limit, scraped each `stepMs`, and of which the next reading came so much later. */
function endOf(stepMs: number, gapMs: number, startAgoMs: number, timeScale = 1) {
  const detector = new Detector({ timeScale });
  const about = { instance: 'a', limitBytes: 100 * mib };
  const startAtMs = 1_000_000_000;
  const readings = 40;
  for (let nth = 0; nth < readings; nth++) {
    const atMs = startAtMs + nth * stepMs;
    detector.observe({ ...about, atMs, startAtMs, figures: { rss: 95 * mib } });
  }
  const atMs = startAtMs + (readings - 1) * stepMs + gapMs;
  detector.observe({ ...about, atMs, startAtMs: atMs - startAgoMs, figures: { rss: 10 * mib } });
  const [life] = detector.lives;
  return [life?.cause, life?.causeBy];
}

const byLevel = ['oom', 'level'];
const nobody = ['unknown', undefined];

test.each([
  ['the next scrape finds another process', 15_000, 15_000, 5000, byLevel],
  [
    'the kubelet waited five minutes before it started it again',
    15_000,
    5 * minuteMs,
    5000,
    byLevel,
  ],
  ['nobody watched for an hour', 15_000, 60 * minuteMs, 5000, nobody],
  [
    'nobody watched for an hour, and the next one began at its beginning',
    15_000,
    60 * minuteMs,
    59 * minuteMs,
    byLevel,
  ],
  ['a reading each quarter of an hour', 15 * minuteMs, 30 * minuteMs, 5000, byLevel],
  [
    'a reading each quarter of an hour, and none for two hours',
    15 * minuteMs,
    120 * minuteMs,
    5000,
    nobody,
  ],
])('%s', (_, stepMs, gapMs, startAgoMs, expected) => {
  expect(endOf(stepMs, gapMs, startAgoMs)).toEqual(expected);
});

test('a rehearsal has gaps of its own size', () => {
  expect(endOf(1000, 5000, 1000, 60)).toEqual(byLevel);
  expect(endOf(1000, 60_000, 1000, 60)).toEqual(nobody);
});
