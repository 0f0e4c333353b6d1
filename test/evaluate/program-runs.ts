import type { LeakKind } from '../../src/model/verdict.ts';

/** Where the recorded runs lie, with a slash at the end. */
export const runsFolder = new URL('../data/runs/', import.meta.url).pathname;

/** One recorded run of a real program, and what is true of it. */
export type ProgramRun = {
  readonly name: string;
  /** A folder of test/e2e/targets, or one of examples/ by its path. */
  readonly program: string;
  readonly args: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  /** Where it is killed; null: nowhere. */
  readonly limitBytes: number | null;
  /** Whether the recording says where. */
  readonly limitKnown: boolean;
  /** How often another version takes its place; null: never. */
  readonly deployEverySeconds: number | null;
  readonly leaks: boolean;
  /** Null for a program that does not leak. */
  readonly leakKind: LeakKind | null;
  /** Whether two kills or crashes and more stand in the recording. */
  readonly sawtooth: boolean;
  /** How long it is recorded; left out: twelve minutes. */
  readonly seconds?: number;
  /** It fills evenly from its start on and then stops: nobody can tell before, and it is not scored. */
  readonly undecided: boolean;
};
