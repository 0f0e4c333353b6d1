import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { parseDuration } from '../../src/config/parse-duration.ts';
import { parseGrowth, parseSize } from '../../src/config/parse-size.ts';
import type { Result } from '../../src/model/result.ts';

describe('a duration', () => {
  const check = (text: string, expected: number | string) =>
    expect(outcome(parseDuration(text))).toEqual(expected);

  test.each([
    ['0', 0],
    ['0s', 0],
    ['15s', 15_000],
    ['1h30m', 5_400_000],
    ['250ms', 250],
    ['1m30s5ms', 90_005],
    ['1y2w3d4h5m6s7ms', 33_019_506_007],
    ['292y', 9_208_512_000_000],
  ])('%s is %i ms', check);

  test.each([
    ['', '"" is no duration: write it like 30s, 5m or 1h30m'],
    ['15', '"15" is no duration: it needs a unit, as in 15s'],
    [
      '1.5h',
      '"1.5h" is no duration: whole numbers without spaces, the longest unit first; write 1h30m',
    ],
    [
      '30m1h',
      '"30m1h" is no duration: whole numbers without spaces, the longest unit first; write 1h30m',
    ],
    [
      '1h 30m',
      '"1h 30m" is no duration: whole numbers without spaces, the longest unit first; write 1h30m',
    ],
    ['5min', '"5min" is no duration: minutes are m, as in 5m'],
    ['-5m', '"-5m" is no duration: write it like 30s, 5m or 1h30m'],
    ['5M', '"5M" is no duration: write it like 30s, 5m or 1h30m'],
    ['300y', '300y is longer than a duration can be (292 years)'],
  ])('%j is refused', check);

  test('is whatever was written in order', () => {
    const parts = fc.tuple(
      ...[365 * 86_400, 7 * 86_400, 86_400, 3600, 60, 1].map(() => fc.nat({ max: 40 })),
    );
    fc.assert(
      fc.property(parts, ([y = 0, w = 0, d = 0, h = 0, m = 0, s = 0]) => {
        const seconds = (((y * 365 + w * 7 + d) * 24 + h) * 60 + m) * 60 + s;
        expect(parseDuration(`${y}y${w}w${d}d${h}h${m}m${s}s`)).toEqual({
          ok: true,
          value: seconds * 1000,
        });
      }),
    );
  });
});

describe('a size', () => {
  const check = (text: string, expected: number | string) =>
    expect(outcome(parseSize(text))).toEqual(expected);

  test.each([
    ['0', 0],
    ['17B', 17],
    ['1KB', 1024],
    ['1KiB', 1024],
    ['512MB', 512 * 1024 ** 2],
    ['512MiB', 512 * 1024 ** 2],
    ['1.5GB', 1.5 * 1024 ** 3],
    ['2TiB', 2 * 1024 ** 4],
  ])('%s is %i bytes', check);

  test.each([
    ['', '"" is no size: write it like 512MiB'],
    ['512', '"512" is no size: it needs a unit, as in 512B or 512MiB'],
    ['512Mi', '"512Mi" is no size: write 512MiB'],
    ['512mb', '"512mb" is no size: write 512MiB'],
    ['2 GB', '"2 GB" is no size: write 2GiB'],
    ['5iB', '"5iB" is no size: it needs a unit, as in 5B or 512MiB'],
    ['-1MB', '"-1MB" is no size: write it like 512MiB'],
    ['9EB', '9EB is larger than a size can be (8PB)'],
  ])('%j is refused', check);
});

describe('a growth', () => {
  const check = (text: string, expected: unknown) =>
    expect(outcome(parseGrowth(text))).toEqual(expected);

  test.each([
    ['4%', { kind: 'ratio', ratio: 0.04 }],
    ['0.5%', { kind: 'ratio', ratio: 0.005 }],
    ['64MiB', { kind: 'bytes', bytes: 64 * 1024 ** 2 }],
    ['4', '"4" is neither a share (4%) nor a size (64MiB): it needs a unit, as in 4%'],
    ['much', '"much" is neither a share (4%) nor a size (64MiB): write it like 512MiB'],
    ['150%', '150% is more than the whole limit; 0% to 100% are allowed'],
  ])('%s', check);
});

test('any text is a value or a reason', () => {
  fc.assert(
    fc.property(fc.string(), (text) => {
      for (const parse of [parseDuration, parseSize, parseGrowth]) {
        const result = parse(text);
        expect(result.ok || result.reason.length > 0).toBe(true);
      }
    }),
  );
});

function outcome<T>(result: Result<T>): T | string {
  return result.ok ? result.value : result.reason;
}
