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
])('%s', (zone, nanos, short, full) => {
  expect([timeFormat(zone).short(nanos), timeFormat(zone).full(nanos)]).toEqual([short, full]);
});
