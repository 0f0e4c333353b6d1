import { type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { waitLabels } from '../wait-labels.ts';
import { type NamedCall, ProfileBuilder } from './profile-builder.ts';

const goroutine = /^goroutine \d+ (?:gp=\S+ m=\S+ (?:mp=\S+ )?)?\[([^\]]*)\]:$/;
const place = /^\s+(.+):(\d+)(?: \+0x[0-9a-f]+)?$/;

/**
 * Reads what Go answers to `goroutine?debug=2`, which is also what a panic writes: the stack of each
 * goroutine with what it waits for. Equal stacks that wait for the same are one row, labelled `state`,
 * and with the fewest and the most minutes that one of them has waited (Go writes none below one minute).
 * The function that started them is the root of the stack, which only this format knows. null: it is
 * not that.
 */
export function parseGoroutineStacks(text: string): Result<Profile> | null {
  const lines = text.split('\n');
  const first = lines.find((line) => line.trim() !== '');
  if (first === undefined || !goroutine.test(first.trim())) return null;
  const counts = new Map<string, Alike>();
  for (let at = 0; at < lines.length; at++) {
    const state = goroutine.exec((lines[at] as string).trim())?.[1];
    if (state === undefined) continue;
    const end = endOfStack(lines, at + 1);
    const calls = callsOf(lines.slice(at + 1, end));
    // `chan receive, 5 minutes`: how long is no part of what it is.
    const reason = state.replace(/, \d+ minutes|, locked to thread|\(scan\)| \(scan\)/g, '');
    const key = `${reason}\n${calls.map((call) => `${call.function} ${call.file}:${call.line}`).join('\n')}`;
    const minutes = Number(/, (\d+) minutes/.exec(state)?.[1] ?? 0);
    const same = counts.get(key) ?? {
      count: 0,
      state: reason,
      calls,
      least: minutes,
      most: minutes,
    };
    same.count++;
    same.least = Math.min(same.least, minutes);
    same.most = Math.max(same.most, minutes);
    counts.set(key, same);
    at = end - 1;
  }
  const builder = new ProfileBuilder();
  for (const { count, state, calls, least, most } of counts.values()) {
    const stack = calls.map((call) => builder.location(0, [call]));
    const numbers = [
      { key: waitLabels.least, value: least, unit: 'minutes' },
      { key: waitLabels.most, value: most, unit: 'minutes' },
    ];
    builder.row({ stack, values: [count], labels: { [waitLabels.state]: state }, numbers });
  }
  const type = { type: 'goroutine', unit: 'count' };
  return success(builder.done({ sampleTypes: [type], periodType: type, period: 1 }));
}

type Alike = { count: number; state: string; calls: NamedCall[]; least: number; most: number };

/** A stack ends with an empty line or where the next one begins. */
function endOfStack(lines: readonly string[], from: number): number {
  let at = from;
  while (at < lines.length) {
    const line = (lines[at] as string).trim();
    if (line === '' || goroutine.test(line)) break;
    at++;
  }
  return at;
}

/** Calls stand on two lines: `shop/api.(*Server).pump(0xc000…)`, then the file, the line and the offset. */
function callsOf(lines: readonly string[]): NamedCall[] {
  const calls: NamedCall[] = [];
  for (const [i, line] of lines.entries()) {
    const found = place.exec(lines[i + 1] ?? '');
    if (found === null || /^\s/.test(line)) continue;
    const started = /^created by (.+?)(?: in goroutine \d+)?$/.exec(line.trim())?.[1];
    const open = line.lastIndexOf('(');
    const name = started ?? (open > 0 ? line.slice(0, open) : line);
    calls.push({ function: name, file: found[1] ?? '', line: Number(found[2]) });
  }
  return calls;
}
