import { type Result, success } from '../../model/result.ts';
import { encodeProfile } from '../encode-profile.ts';
import type { Profile } from '../profile.ts';
import { withValues } from '../with-values.ts';
import { printDot } from './print-dot.ts';
import { printList } from './print-list.ts';
import { printRaw } from './print-raw.ts';
import { printTags } from './print-tags.ts';
import { printText } from './print-text.ts';
import { printTraces } from './print-traces.ts';
import { printTree } from './print-tree.ts';
import type { Report, TimeFormat } from './report.ts';
import type { ReadSource } from './source-listing.ts';
import { topProfile } from './top-profile.ts';

/**
 * The text (or, for profiles, the bytes) of a report. Fails where `-peek` or `-list` finds nothing.
 * `readSource`: the lines of a source file, for `-list` alone.
 */
export function printReport(
  report: Report,
  time: TimeFormat,
  readSource: ReadSource,
): Result<string | Uint8Array> {
  const { profile } = report;
  switch (report.format) {
    case 'comments':
      return success(profile.comments.map((comment) => `${comment}\n`).join(''));
    case 'raw':
      return success(printRaw(profile, time));
    case 'tags':
      return success(printTags(report));
    case 'text':
    case 'top':
      return success(printText(report, time));
    case 'traces':
      return success(printTraces(report, time));
    case 'tree':
    case 'peek':
      return printTree(report, time);
    case 'list':
      return printList(report, readSource);
    case 'dot':
      return success(printDot(report, time));
    case 'proto':
      return success(encodeProfile(divided(report)));
    case 'topproto':
      return success(encodeProfile(topProfile(report)));
  }
}

/** The profile with every value divided by `-divide_by`, towards 0. */
function divided({ profile, options }: Report): Profile {
  const ratio = 1 / options.divide_by;
  if (!(ratio > 0) || ratio === 1) return profile;
  const values = profile.stacks.values.map((value) => Math.trunc(value * ratio));
  return { ...profile, stacks: withValues(profile.stacks, values) };
}
