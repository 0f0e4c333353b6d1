import { resolve } from 'node:path';
import type { Capture } from '../../model/capture.ts';
import { capturesOfLife } from '../../model/captures-of-life.ts';
import type { Diff } from '../../model/culprit.ts';
import type { Incident } from '../../model/incident.ts';
import { failure, type Result, success } from '../../model/result.ts';
import { decodeProfile } from '../../profile/decode-profile.ts';
import type { Profile } from '../../profile/profile.ts';
import type { LeakReport } from '../../render/report/leak-report.ts';
import { sourceLinks } from '../../render/report/source-links.ts';
import { pathWithinStore } from '../../store/path-within-store.ts';
import { readCapture } from '../../store/read-capture.ts';
import { capturesCompared } from '../captures-compared.ts';
import { diffStored } from '../diff-stored.ts';
import { isLongRead, type Step, untold } from '../with-progress.ts';
import { profileGrowth } from './profile-growth.ts';
import { reproductions } from './reproductions.ts';

/**
 * The report of an incident of the store at `path`. Its culprits are those that receivers were told; the difference
 * behind them is made anew of its captures, and where those are gone the record has to do.
 */
export async function incidentReport(
  recorded: Incident,
  path: string,
  {
    nowMs,
    hasGraph,
    step = untold,
  }: { readonly nowMs: number; readonly hasGraph: boolean; readonly step?: Step },
): Promise<LeakReport> {
  const captures = recorded.captures.map((capture) => ({
    ...capture,
    path: pathWithinStore(capture.path),
  }));
  const incident = { ...recorded, captures };
  step(`comparing the captures of ${incident.id}`);
  const diff = await diffOf(incident, path);
  const compared = diff === null ? [] : capturesOf(incident, diff);
  const [first, last] = [compared[0], compared.at(-1)];
  const pair =
    first === undefined || last === undefined || first === last
      ? failure('the incident has no two captures to compare')
      : await decodePair(path, [first, last], step);
  const made =
    pair.ok && diff !== null ? await profileGrowth(pair.value, diff, { hasGraph, step }) : null;
  const notes = [
    ...(made?.ok === false ? [`What grew cannot be shown in full: ${sentence(made.reason)}`] : []),
    ...(pair.ok || diff === null
      ? []
      : [`What grew is shown as far as the record has it: ${sentence(pair.reason)}`]),
    ...(made?.ok === true ? made.value.notes : []),
  ];
  return {
    name: incident.workload,
    madeAtMs: nowMs,
    incident,
    diff,
    growth: made?.ok === true ? made.value.growth : null,
    notes,
    reproduce: reproductions(
      compared.map((capture) => resolve(path, capture.path)),
      diff?.sampleType ?? '',
      incident.id,
    ),
    sources: sourceLinks(incident.culprits, incident.labels),
  };
}

/** The diff that named the first culprit; an incident that has none yet may have captures all the same. */
async function diffOf(incident: Incident, path: string): Promise<Diff | null> {
  const name = incident.culprits[0]?.function;
  const named = incident.diffs.find((diff) => diff.culprits.some((one) => one.function === name));
  const known = named ?? incident.diffs[0];
  if (known !== undefined) return known;
  const newest = incident.captures.at(-1);
  if (newest === undefined) return null;
  const alike = incident.captures.filter(
    ({ kind, gc }) => kind === newest.kind && gc === newest.gc,
  );
  const own = capturesOfLife(alike, newest.lifeStartAtMs);
  if (own.length < 2) return null;
  const made = await diffStored(path, own);
  return made.ok ? made.value : null;
}

function capturesOf(incident: Incident, diff: Diff): readonly Capture[] {
  return capturesCompared(incident.diffs.length > 0 ? incident : { ...incident, diffs: [diff] });
}

async function decodePair(
  path: string,
  [first, last]: readonly [Capture, Capture],
  step: Step,
): Promise<Result<readonly [Profile, Profile]>> {
  step(`reading ${first.path}, 1 of 2`, { share: 0, isLong: isLongRead(first.bytes) });
  const base = await decodeStored(path, first);
  if (!base.ok) return base;
  step(`reading ${last.path}, 2 of 2`, { share: 1 / 3, isLong: isLongRead(last.bytes) });
  const current = await decodeStored(path, last);
  return current.ok ? success([base.value, current.value]) : current;
}

async function decodeStored(path: string, capture: Capture): Promise<Result<Profile>> {
  const bytes = await readCapture(path, capture);
  return bytes.ok ? decodeProfile(bytes.value) : bytes;
}

function sentence(reason: string): string {
  return reason.endsWith('.') ? reason : `${reason}.`;
}
