import { readFileSync } from 'node:fs';
import { defaultRule } from '../../src/model/default-rule.ts';
import { replay } from '../../src/watch/replay.ts';
import { type ProgramRun, runsFolder } from './program-runs.ts';
import { readFile } from './read-file.ts';
import { aligned } from './table.ts';

/** What we say of one recorded run of a real program, and whether it is so. */
export type Heard = {
  readonly run: ProgramRun;
  readonly fired: boolean;
  readonly kind: string;
  readonly leakKind: string | null;
  readonly right: boolean;
};

/** Our answers on the recorded programs, of which each second stands for a minute. */
export async function heardOfPrograms(): Promise<readonly Heard[]> {
  const { runs } = JSON.parse(readFileSync(`${runsFolder}truth.json`, 'utf8')) as {
    runs: readonly ProgramRun[];
  };
  const all: Heard[] = [];
  for (const run of runs) {
    const readings = await readFile(`${runsFolder}${run.name}.csv.gz`);
    const { incidents, worst } = replay(readings, [{ ...defaultRule, timeScale: 60 }]);
    const verdict = incidents.at(-1)?.verdict ?? worst;
    const heard = {
      ...{ run, fired: incidents.length > 0, kind: verdict?.kind ?? 'insufficient-data' },
      leakKind: incidents.length > 0 ? (verdict?.leakKind ?? null) : null,
    };
    const named = incidents.some((one) => one.verdict.kind === 'sawtooth');
    all.push({ ...heard, right: run.undecided || isRight(heard, named) });
  }
  return all;
}

function isRight({ run, fired, leakKind }: Omit<Heard, 'right'>, named: boolean): boolean {
  if (!run.leaks) return !fired;
  return fired && leakKind === run.leakKind && (named || !run.sawtooth);
}

/** The same as a table. */
export async function programTable(): Promise<string> {
  const yes = (is: boolean) => (is ? 'yes' : 'no');
  const verdictOn = ({ run, right }: Heard) =>
    right ? '' : run.leaks ? 'missed or misnamed' : 'false';
  return aligned([
    ['program', 'leaks', 'fired', 'sawtooth', 'said', 'kind', 'said', ''],
    ...(await heardOfPrograms()).map((heard) => [
      ...[heard.run.name, yes(heard.run.leaks), yes(heard.fired), yes(heard.run.sawtooth)],
      ...[heard.kind, heard.run.leakKind ?? '-', heard.leakKind ?? '-'],
      heard.run.undecided ? 'not scored' : verdictOn(heard),
    ]),
  ]);
}
