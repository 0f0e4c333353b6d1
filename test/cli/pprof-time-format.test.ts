import { existsSync } from 'node:fs';
import { expect, test } from 'vitest';
import { timeFormat } from '../../src/cli/pprof/time-format.ts';

// As Go 1.26 prints them.
test.each<[string, bigint, string, string]>([
  ['UTC', 0n, '1970-01-01 00:00:00 UTC', '1970-01-01 00:00:00 +0000 UTC'],
  [
    'UTC',
    1_700_000_000_123_450_000n,
    '2023-11-14 22:13:20 UTC',
    '2023-11-14 22:13:20.12345 +0000 UTC',
  ],
  [
    'Europe/Berlin',
    1_690_000_000_000_000_001n,
    '2023-07-22 06:26:40 CEST',
    '2023-07-22 06:26:40.000000001 +0200 CEST',
  ],
  [
    'America/New_York',
    1_700_000_000_000_000_000n,
    '2023-11-14 17:13:20 EST',
    '2023-11-14 17:13:20 -0500 EST',
  ],
  [
    'America/Sao_Paulo',
    1_700_000_000_000_000_000n,
    '2023-11-14 19:13:20 -03',
    '2023-11-14 19:13:20 -0300 -03',
  ],
  [
    'Nonsense/Nowhere',
    1_700_000_000_000_000_000n,
    '2023-11-14 22:13:20 UTC',
    '2023-11-14 22:13:20 +0000 UTC',
  ],
])('%s', (zone, nanos, short, full) => {
  expect([timeFormat(zone).short(nanos), timeFormat(zone).full(nanos)]).toEqual([short, full]);
});

// Only the machine's own tables know these; as Go 1.26 prints them.
const hasTables = existsSync('/usr/share/zoneinfo/Asia/Tokyo');

test.skipIf(!hasTables).each<[string, bigint, string]>([
  ['Asia/Tokyo', 1_700_000_000n, '2023-11-15 07:13:20 JST'],
  ['Asia/Kolkata', 1_700_000_000n, '2023-11-15 03:43:20 IST'],
  ['Asia/Kathmandu', 1_700_000_000n, '2023-11-15 03:58:20 +0545'],
  ['Australia/Lord_Howe', 1_700_000_000n, '2023-11-15 09:13:20 +11'],
  ['Australia/Lord_Howe', 1_690_000_000n, '2023-07-22 14:56:40 +1030'],
  ['Europe/Berlin', 0n, '1970-01-01 01:00:00 CET'],
  ['Africa/Johannesburg', 1_700_000_000n, '2023-11-15 00:13:20 SAST'],
  ['Europe/Berlin', 4_000_000_000n, '2096-10-02 09:06:40 CEST'],
])(`%s by its table${hasTables ? '' : ' (this machine has none)'}`, (zone, seconds, short) => {
  expect(timeFormat(zone).short(seconds * 1_000_000_000n)).toBe(short);
});
