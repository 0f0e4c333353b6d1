import { failure, type Result, success } from '../../model/result.ts';
import type { Profile } from '../../profile/profile.ts';
import { programOf } from '../../profile/program-of.ts';
import type { LeakReport } from '../../render/report/leak-report.ts';
import { sourceLinks } from '../../render/report/source-links.ts';
import { compareCaptures } from '../compare-captures.ts';
import type { Io } from '../io.ts';
import { readNamed } from '../read-named.ts';
import type { FetchOptions } from '../read-profile-bytes.ts';
import type { Step } from '../with-progress.ts';
import { profileGrowth } from './profile-growth.ts';
import { reproductions } from './reproductions.ts';

/** `hasGraph`: with the call graph; `step`: told what is done. */
type About = { readonly nowMs: number; readonly hasGraph: boolean; readonly step: Step };

/** The report of two or more profiles of one process, oldest first: files, URLs or `-`, as `diff` takes them. */
export async function profilesReport(
  sources: readonly string[],
  fetch: FetchOptions,
  { io, ...about }: About & { readonly io: Io },
): Promise<Result<LeakReport>> {
  // The first and the newest are shown in full; those between are let go once they have been compared.
  const kept: Profile[] = [];
  const each = async function* () {
    for await (const capture of readNamed(sources, fetch, io, about.step)) {
      if (capture.ok) kept.splice(1, 1, capture.value.profile);
      yield capture;
    }
  };
  const diff = await compareCaptures(each());
  if (!diff.ok) return diff;
  const [base, current] = kept;
  if (base === undefined || current === undefined) return failure('a report needs two profiles');
  const made = await profileGrowth([base, current], diff.value, about);
  if (!made.ok) return made;
  return success({
    name: programOf(current),
    madeAtMs: about.nowMs,
    incident: null,
    diff: diff.value,
    growth: made.value.growth,
    notes: made.value.notes,
    reproduce: reproductions(sources, diff.value.sampleType, null),
    sources: sourceLinks(diff.value.culprits, {}),
  });
}
