/**
 * The process that decodes and compares captures, so that a profile of 100,000 stacks neither stops the
 * polling nor, when it is damaged in a way nobody thought of, takes the watchdog down with it.
 */
import { joinStored } from '../capture/stored/join-stored.ts';
import type { LimitUse, NoteUse } from '../model/limits.ts';
import { type Result, success } from '../model/result.ts';
import { compareSmall, memoryIsScarce } from './compare-small.ts';
import type { DiffRequest } from './diff-process.ts';
import { diffStored } from './diff-stored.ts';
import { differenceStored } from './difference-stored.ts';
import { neighboursStored } from './neighbours-stored.ts';

const startBytes = residentBytes();

compareSmall(process.argv[2] === memoryIsScarce);

process.on('message', async (request: DiffRequest) => {
  const uses: LimitUse[] = [];
  const result = await answerTo(request, (use) => uses.push(use));
  // What it had before the first has nothing to do with profiles.
  uses.push({ limit: 'compare_bytes', used: Math.max(0, residentBytes() - startBytes) });
  // A cause may hold what cannot be sent to another process; its sentence says it all.
  process.send?.({
    id: request.id,
    uses,
    result: result.ok ? result : { ok: false, reason: result.reason },
  });
});
// Who watches ends it; a key that a terminal sends to all of them does not.
process.on('SIGINT', () => undefined);
process.on('disconnect', () => process.exit());

/** The most that was ever resident. */
function residentBytes(): number {
  return process.resourceUsage().maxRSS * 1024;
}

async function answerTo(
  { storePath, captures, wanted }: DiffRequest,
  noteUse: NoteUse,
): Promise<Result<unknown>> {
  if (wanted === 'diff') return diffStored(storePath, captures, noteUse);
  if (typeof wanted === 'string') return differenceStored(storePath, captures, wanted);
  if ('neighboursOf' in wanted) return neighboursStored(storePath, captures, wanted.neighboursOf);
  if ('columns' in wanted) return joinStored(wanted.columns);
  // Loaded for who asks: most compare, and nothing else.
  const [{ incidentReport }, { renderReport }] = await Promise.all([
    import('./report/incident-report.ts'),
    import('./report/render-report.ts'),
  ]);
  const { incident, told, nowMs, as } = wanted;
  const made = await incidentReport(incident, storePath, { nowMs, hasGraph: true });
  const report = { ...made, told };
  return as === 'data' ? success(report) : renderReport(report, 'html');
}
