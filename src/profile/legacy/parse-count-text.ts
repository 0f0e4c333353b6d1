import { failure, type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { ProfileBuilder } from './profile-builder.ts';
import { splitText, strangeRow } from './split-text.ts';
import { stackOf } from './symbol-lines.ts';

const header = /^(\S+) profile: total \d+$/;
const countRow = /^(\d+) @((?: 0x[0-9a-f]+)*)$/;

/**
 * Reads what Go answers to `goroutine?debug=1` and `threadcreate?debug=1`: a count for each stack
 * (google/pprof profile/legacy_profile.go parseGoCount), with the names below. null: it is none of these.
 */
export function parseCountText(text: string): Result<Profile> | null {
  const kind = header.exec(text.slice(0, 256).split('\n', 1)[0]?.trim() ?? '')?.[1];
  if (kind === undefined) return null;
  const { rows, lines, mappings } = splitText(text);
  const builder = new ProfileBuilder();
  for (const row of rows) {
    const found = countRow.exec(row.text);
    if (found === null) {
      return failure(strangeRow(`"count @ addresses" of a ${kind} profile`, row));
    }
    const labelled = lines[row.at + 1]?.startsWith('# labels:') === true;
    const stack = stackOf(builder, found[2] ?? '', lines, row.at + (labelled ? 2 : 1));
    builder.row({ stack, values: [Number(found[1])] });
  }
  const type = { type: kind, unit: 'count' };
  return success(builder.done({ sampleTypes: [type], periodType: type, period: 1, mappings }));
}
