import type { TargetSnapshot } from '../model/snapshot.ts';
import { lifeEndTimesOf } from '../model/timeline.ts';
import { captureJson } from './incident-json.ts';
import { verdictJson } from './verdict-json.ts';
import { withoutCredentials } from './without-credentials.ts';

/** A target as `/api/v1/targets` writes it: times in unix seconds; no header, no credential. */
export function targetJson(shown: TargetSnapshot) {
  const { target, health, lastError, lastScrapeAtMs, downSinceMs, verdict, timeline, captures } =
    shown;
  const points = timeline?.points ?? [];
  return {
    id: target.id,
    workload: target.workload,
    labels: target.labels,
    source: target.source,
    scrapeUrl: withoutCredentials(target.url),
    scrapeIntervalSeconds: target.scrapeIntervalMs / 1000,
    health,
    lastError: lastError ?? '',
    notices: target.notices ?? [],
    lastScrape: lastScrapeAtMs === null ? null : lastScrapeAtMs / 1000,
    downSince: downSinceMs == null ? null : downSinceMs / 1000,
    verdict: verdict === null ? null : verdictJson(verdict),
    floors: points.map(({ atMs, floor }) => [atMs / 1000, floor]),
    peaks: points.map(({ atMs, peak }) => [atMs / 1000, peak]),
    cliffs: lifeEndTimesOf(timeline).map((atMs) => atMs / 1000),
    lifeEnds: (timeline?.lifeEnds ?? []).map(({ atMs, ...how }) => ({ at: atMs / 1000, ...how })),
    captures: captures.map(captureJson),
  };
}
