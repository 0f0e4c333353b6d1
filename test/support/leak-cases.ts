import { readFileSync } from 'node:fs';
import { expect } from 'vitest';
import type { ProfileKind } from '../../src/model/capture.ts';
import type { Diff } from '../../src/model/culprit.ts';
import { type CaptureBytes, diffCaptures } from '../../src/profile/diff-captures.ts';

/** What is true of one case of the program in e2e/targets/leaks, as its truth.json has it. */
export type LeakCase = {
  readonly case: string;
  readonly in: ProfileKind;
  /** null: nobody leaks in that profile. */
  readonly culprit: string | null;
  readonly retainer?: string;
  /** What the goroutines of the culprit wait for. */
  readonly waits?: string;
  /** The growth is outside the Go heap: told from captures with debug=1, which say what the process holds. */
  readonly outside?: true;
  /** The captures are taken without gc=1: each is up to two collections old. */
  readonly unforced?: true;
  /** What the Go toolchain must have. */
  readonly needs?: 'cgo' | 'goroutineleakprofile';
};

const truth = new URL('../e2e/targets/leaks/truth.json', import.meta.url);

/** Every case, as it was written down before a profile was taken. */
export const leakCases: readonly LeakCase[] = JSON.parse(readFileSync(truth, 'utf8')).cases;

/** The diff of a case's captures; throws when there is none. */
export function diffOfCase(one: LeakCase, captures: readonly CaptureBytes[]): Diff {
  const diff = diffCaptures(captures, one.in, one.unforced !== true);
  if (!diff.ok) throw new Error(diff.reason);
  return diff.value;
}

/** The right function first, nobody wrong `confirmed`, nobody at all in a harmless program. */
export function expectTruth(one: LeakCase, diff: Diff): void {
  const confirmed = diff.culprits.filter(({ confidence }) => confidence === 'confirmed');
  const names = confirmed.map((culprit) => culprit.function);
  expect(names.filter((name) => name !== one.culprit)).toEqual([]);
  if (one.culprit !== null) expect(diff.culprits[0]?.function).toBe(one.culprit);
  if (one.waits !== undefined) expect(diff.culprits[0]?.waiting?.reason).toBe(one.waits);
  if (one.outside === true) {
    expect(diff.rest?.parts[0]?.kind).toBe('off-heap');
    expect(diff.rest?.explained).toBeLessThan(0.25);
  }
}
