import type { Capture } from '../model/capture.ts';
import type { Incident } from '../model/incident.ts';
import { unitOfCulprit } from './culprit-text.ts';
import { culpritJson } from './diff-json.ts';
import { restOf } from './explanation-of.ts';
import { filledAnnotations } from './filled-annotations.ts';
import { verdictJson } from './verdict-json.ts';

/**
 * An incident as the `incident` event and the HTTP API write it: times in unix seconds, null where
 * it has not come to that. Each culprit carries the unit of the diff that named it.
 */
export function incidentJson(incident: Incident) {
  return {
    id: incident.id,
    state: incident.state,
    rule: incident.rule,
    workload: incident.workload,
    targetId: incident.targetId,
    activeAt: incident.activeAtMs / 1000,
    firedAt: toSeconds(incident.firedAtMs),
    resolvedAt: toSeconds(incident.resolvedAtMs),
    endedBy: incident.endedBy ?? null,
    ...verdictJson(incident.verdict),
    culprits: incident.culprits.map((culprit) => ({
      ...culpritJson(culprit),
      unit: unitOfCulprit(incident, culprit),
    })),
    rest: restOf(incident),
    captures: incident.captures.map(captureJson),
    labels: incident.labels,
    annotations: filledAnnotations(incident),
  };
}

/** A capture: its time in unix seconds, its file under `storage.path`, its size, how long it took. */
export function captureJson(capture: Capture) {
  return {
    id: capture.id,
    at: capture.atMs / 1000,
    role: capture.role,
    profile: capture.kind,
    path: capture.path,
    bytes: capture.bytes,
    tookMs: capture.tookMs,
    gc: capture.gc,
    lifeStartAt: capture.lifeStartAtMs / 1000,
  };
}

function toSeconds(atMs: number | null): number | null {
  return atMs === null ? null : atMs / 1000;
}
