import { expect, test } from 'vitest';
import type { Figures } from '../../src/model/reading.ts';
import { keepShown } from '../../src/watch/keep-shown.ts';
import { takeReading } from '../../src/watch/take-reading.ts';
import { newTargetState } from '../../src/watch/target-state.ts';
import { targetTimeline } from '../../src/watch/target-timeline.ts';
import { WorkloadWatch } from '../../src/watch/workload-watch.ts';
import { target } from '../support/fake-world.ts';
import { minuteMs, shippedRules } from '../support/fleet.ts';

const mib = 2 ** 20;
const lifeMs = 60 * minuteMs;

/** A program that leaks a MiB a minute and is started again each hour, watched for so many minutes. */
function watched(
  minutes: number,
  figuresAt: (life: number, bytes: number, ageMs: number) => Figures,
) {
  const workload = new WorkloadWatch(shippedRules);
  const state = newTargetState(target('a'));
  const instance = state.target.labels['instance'] ?? 'a';
  const drawn: unknown[] = [];
  for (let atMs = 0; atMs <= minutes * minuteMs; atMs += minuteMs / 4) {
    const life = Math.floor(atMs / lifeMs);
    const ageMs = atMs - life * lifeMs;
    const figures = figuresAt(life, 50 * mib + (ageMs / minuteMs) * mib, ageMs);
    const reading = { atMs, instance, startAtMs: life * lifeMs, figures };
    takeReading(state, reading, workload, () => undefined);
    if (workload.judge(atMs).length > 0) keepShown(workload, state, 1);
    const timeline = targetTimeline(state, workload);
    const { signal } = timeline ?? {};
    if (timeline !== null && signal !== drawn.at(-1)) drawn.push(signal);
  }
  return { drawn, timeline: targetTimeline(state, workload), judgedBy: workload.verdict?.signal };
}

test('a life that is judged by another signal at first leaves the teeth of the one before on the screen', () => {
  // Until its first collection a life does not tell what is alive.
  const { drawn, timeline, judgedBy } = watched(65, (life, bytes, ageMs) => ({
    heapInuse: 1.3 * bytes,
    ...(life > 0 && ageMs < 10 * minuteMs ? {} : { heapLive: bytes }),
  }));
  expect(judgedBy).toBe('heapInuse');
  expect(drawn).toEqual(['heapLive']);
  expect(timeline?.lifeEnds).toHaveLength(1);
});

test('the other signal has its own teeth by the time it is drawn', () => {
  const { timeline, drawn } = watched(110, (life, bytes) => ({
    heapInuse: 1.3 * bytes,
    ...(life > 0 ? {} : { heapLive: bytes }),
  }));
  expect(drawn.at(-1)).toBe('heapInuse');
  expect(timeline?.lifeEnds).toHaveLength(1);
  expect(Math.max(...(timeline?.points.map(({ peak }) => peak) ?? []))).toBeGreaterThan(140 * mib);
});
