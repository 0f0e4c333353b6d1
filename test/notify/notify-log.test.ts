import { expect, test } from 'vitest';
import { notifyLog } from '../../src/notify/notify-log.ts';
import { incident, nowMs } from '../support/snapshots.ts';

test.each(['firing', 'resolved'] as const)('%s goes to the log with its culprit', (status) => {
  const lines: unknown[] = [];
  const to = (level: string) => (fields: object, message: string) =>
    lines.push({ level, fields, message });
  const result = notifyLog(
    { warn: to('warn'), info: to('info') },
    incident({ state: status }),
    status,
    nowMs,
  );
  expect(result.ok).toBe(true);
  expect(lines).toEqual([
    {
      level: status === 'firing' ? 'warn' : 'info',
      fields: {
        incident: '01JD9XKQ2M',
        rule: 'MemoryLeak',
        workload: 'goleaky',
        status,
        verdict: 'sawtooth',
      },
      message: expect.stringMatching(
        new RegExp(`^${status} .*goleaky/repo\\.SaveReport \\(repo/repo\\.go:31\\) \\+48\\.2 MiB`),
      ),
    },
  ]);
});
