import { expect, test } from 'vitest';
import { cadvisor, fed, minuteOf, series, startMs, workingSet } from '../../support/fed.ts';
import { minuteMs } from '../../support/fleet.ts';

const named = { ...cadvisor, __name__: 'container_memory_working_set_bytes' };
const life = series(named, () => 1000, 2000);
const quarters = (from: number, to: number) =>
  Array.from({ length: 4 * (to - from) + 1 }, (_, i) => from + i / 4);
const differs = (whose: string) =>
  expect.stringMatching(`^the clock of .* differs from the one here by more than 5 s; ${whose} is`);

test('an answer that is a day ahead stops nothing, and nobody is gone by it', async () => {
  const { round, readings, warnings, gone, server } = await fed([life]);
  await round(10);
  server.dateMs = startMs + 1450 * minuteMs;
  await round(11);
  expect(readings().map(minuteOf)).toEqual(quarters(10.25, 11));
  expect(warnings()).toEqual([differs('the one here')]);
  server.dateMs = null;
  for (let minute = 12; minute < 40; minute++) {
    await round(minute);
    expect(readings().map(minuteOf)).toEqual(quarters(minute - 0.75, minute));
    expect(gone()).toEqual([]);
  }
});

test('a front end whose clock is always ahead blinds nothing', async () => {
  const { round, readings, warnings, server } = await fed([life]);
  for (const [minute, from] of [
    [10, 0],
    [11, 10.25],
    [12, 11.25],
  ] as const) {
    server.dateMs = startMs + (minute + 1.5) * minuteMs;
    await round(minute);
    expect(readings().map(minuteOf)).toEqual(quarters(from, minute));
    expect(warnings()).toEqual(minute === 10 ? [differs('the one here')] : []);
  }
});

test.each([-120, -1, 1, 20, 120])(
  'a clock here that is %i minutes ahead is said, and the server’s own counts',
  async (ahead) => {
    const { round, readings, warnings, server, feed } = await fed([life]);
    for (const [minute, from] of [
      [200, 0],
      [201, 200.25],
      [202, 201.25],
    ] as const) {
      server.dateMs = startMs + minute * minuteMs + 32_000;
      expect(await round(minute, undefined, minute + ahead)).toMatchObject({ failed: null });
      expect(readings().map(minuteOf)).toEqual(quarters(from, minute));
      expect(warnings()).toEqual(minute === 200 ? [differs('the server’s own')] : []);
    }
    // What the samples say is asked for when the clocks part, not in each round.
    const asked = server.queries.filter(({ params }) =>
      params.get('query')?.startsWith('quantile'),
    );
    expect(asked).toHaveLength(1);
    expect(feed.intervalMs()).toBe(minuteMs);
  },
);

test('a clock that is set back, and set right, loses nothing', async () => {
  const { round, readings, server } = await fed([life]);
  const at = async (minute: number, here: number) => {
    server.dateMs = startMs + minute * minuteMs + 32_000;
    await round(minute, undefined, here);
    return readings().map(minuteOf);
  };
  await at(300, 300);
  expect(await at(301, 121)).toEqual(quarters(300.25, 301));
  expect(await at(302, 122)).toEqual(quarters(301.25, 302));
  expect(await at(303, 303)).toEqual(quarters(302.25, 303));
});

test('a first round without the sizes of machines is none where the server is overloaded', async () => {
  const limit = series({ ...cadvisor, __name__: 'container_spec_memory_limit_bytes' }, () => 8e9);
  const machine = series({ __name__: 'machine_memory_bytes', node: 'n1' }, () => 8e9);
  const { round, readings, warnings, server } = await fed([workingSet(cadvisor), limit, machine]);
  const refusing = (status: number) => {
    server.refuse = ({ params }) =>
      params.get('query')?.startsWith('machine') === true ? { status, body: 'no' } : null;
  };
  refusing(503);
  expect((await round(10)).failed).toContain('machine_memory_bytes');
  server.refuse = () => null;
  await round(11);
  const limits = () => new Set(readings().map(({ reading }) => reading.limitBytes));
  expect(limits()).toEqual(new Set([undefined]));
  // Who may not ask for it is told so; what is known already counts on.
  refusing(403);
  expect(await round(12)).toMatchObject({ failed: null });
  expect(limits()).toEqual(new Set([undefined]));
  expect(warnings()).toEqual([expect.stringMatching(/how much memory the machines have .* 403/)]);
});

test('one answer that fails at the beginning of a round fails no round', async () => {
  const { round, server } = await fed([life]);
  let asked = 0;
  server.refuse = () => (++asked === 1 ? { status: 502, body: '' } : null);
  expect(await round(10)).toMatchObject({ failed: null });
});

test('a front end whose clock is always ahead is not compared with the samples in each round', async () => {
  const { round, server } = await fed([life]);
  for (const minute of [10, 11, 12]) {
    server.dateMs = startMs + (minute + 1.5) * minuteMs;
    await round(minute);
  }
  const asked = server.queries.filter(({ params }) => params.get('query')?.startsWith('quantile'));
  expect(asked).toHaveLength(1);
});

test('a comparison that was refused is made again: an answer of long ago does not hold for good', async () => {
  const { round, readings, server } = await fed([life]);
  server.refuse = ({ params }) =>
    params.get('query')?.startsWith('quantile') === true ? { status: 503, body: '' } : null;
  server.dateMs = startMs + 200 * minuteMs;
  await round(300);
  server.refuse = () => null;
  server.dateMs = startMs + 201 * minuteMs;
  await round(301);
  expect(readings().map(minuteOf).at(-1)).toBe(301);
});
