/**
 * The library: detection, profiles and the engine, without the command line. Everything is plain data
 * and functions; a host brings its own clock and its own I/O (`Deps`).
 *
 * ```ts
 * import { decodeProfile, Detector, defaultRule, diffCaptures } from 'sawtooth';
 *
 * const detector = new Detector({ timeScale: 1 });
 * detector.observe({ atMs, instance: 'api-0', figures: { heapLive: 123_456_789 } });
 * const verdict = detector.judge(defaultRule.detect, atMs);
 * ```
 */
export { Detector } from './detect/detector.ts';
export type { DetectorState } from './detect/detector-state.ts';
export type { Capture, CaptureRole, FetchedProfile, ProfileKind } from './model/capture.ts';
export type { Confidence, Culprit, Diff, Frame, FrameKind } from './model/culprit.ts';
export { defaultRule } from './model/default-rule.ts';
export type { WatchEvent } from './model/event.ts';
export type { Incident, IncidentState } from './model/incident.ts';
export { fingerprint, type Labels } from './model/labels.ts';
export type { Life } from './model/life.ts';
export type { FigureName, Figures, LifeEnd, Reading } from './model/reading.ts';
export type { Result } from './model/result.ts';
export type { DetectRule, MinGrowth, Rule, Sensitivity } from './model/rule.ts';
export type { Sample } from './model/sample.ts';
export type { Signal } from './model/signal.ts';
export type { Snapshot, TargetSnapshot } from './model/snapshot.ts';
export type { ProfileSource, Target, TargetSource } from './model/target.ts';
export type * from './model/verdict.ts';
export { decodeProfile } from './profile/decode-profile.ts';
export { type CaptureBytes, diffCaptures } from './profile/diff-captures.ts';
export { encodeProfile } from './profile/encode-profile.ts';
export { GrowthDiff } from './profile/growth-diff.ts';
export type { Profile } from './profile/profile.ts';
export { subtractProfiles } from './profile/subtract-profiles.ts';
export { topTable } from './profile/top-table.ts';
export { alertPayload } from './render/alert-payload.ts';
export { culpritCard } from './render/culprit-card.ts';
export { culpritSentence } from './render/culprit-text.ts';
export { diffJson } from './render/diff-json.ts';
export { eventJson } from './render/event-json.ts';
export { eventLine } from './render/event-line.ts';
export { verdictJson } from './render/verdict-json.ts';
export type { Deps } from './watch/deps.ts';
export { Engine } from './watch/engine.ts';
export { type Replay, type ReplayedIncident, replay } from './watch/replay.ts';
export type { Watch } from './watch/watch.ts';
