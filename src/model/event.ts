import type { Capture, CaptureRole } from './capture.ts';
import type { Diff } from './culprit.ts';
import type { Incident } from './incident.ts';
import type { Life } from './life.ts';
import type { Verdict } from './verdict.ts';

/** What the engine says as it goes: `watch --json` prints one a line. */
export type WatchEvent = {
  readonly atMs: number;
  /** The target's instance label, and the workload that it belongs to; empty for the engine's own. */
  readonly target: string;
  readonly workload: string;
} & (
  | { readonly kind: 'target-up'; readonly what: string }
  | { readonly kind: 'target-down'; readonly reason: string }
  /** Something of the target may not be seen: what, and how to grant it. */
  | { readonly kind: 'notice'; readonly notice: string }
  /** A life of a target that is polled is over; what the captures of a flight recorder say is told after it. */
  | { readonly kind: 'life-ended'; readonly life: Life; readonly limitBytes: number | null }
  | { readonly kind: 'verdict'; readonly rule: string; readonly verdict: Verdict }
  | { readonly kind: 'captured'; readonly capture: Capture }
  | {
      readonly kind: 'capture-failed';
      /** null: it was stored, and could not be compared. */
      readonly role: CaptureRole | null;
      readonly reason: string;
    }
  | { readonly kind: 'diffed'; readonly diff: Diff; readonly captures: readonly Capture[] }
  | { readonly kind: 'incident'; readonly incident: Incident }
  | {
      readonly kind: 'notified';
      /** Its id. */
      readonly incident: string;
      readonly receiver: string;
      readonly status: 'firing' | 'resolved';
    }
  | {
      readonly kind: 'notify-failed';
      readonly incident: string;
      readonly receiver: string;
      readonly reason: string;
    }
  | { readonly kind: 'discovery-failed'; readonly job: string; readonly reason: string }
  | { readonly kind: 'discovery-recovered'; readonly job: string }
  | { readonly kind: 'targets-refused'; readonly job: string; readonly reason: string }
  | { readonly kind: 'config-reloaded' }
  | { readonly kind: 'config-rejected'; readonly reason: string }
  /** Something that a person should know and that stops nothing. `target`: the metrics store that said it. */
  | { readonly kind: 'warning'; readonly text: string }
  | { readonly kind: 'stopping'; readonly reason: string }
);
