import type { ProfileKind } from './capture.ts';
import type { Labels } from './labels.ts';
import type { Signal } from './signal.ts';
import type { LeakKind } from './verdict.ts';

/** Moves every gate's threshold together. */
export type Sensitivity = 'low' | 'normal' | 'high';

/** Growth that is worth an alert: a share of the limit (of the level where there is none), or bytes. */
export type MinGrowth =
  | { readonly kind: 'ratio'; readonly ratio: number }
  | { readonly kind: 'bytes'; readonly bytes: number };

/** The `detect` block of a rule: what detection is asked for. */
export type DetectRule = {
  readonly signal: Signal | 'auto';
  readonly verdicts: readonly ('leak' | 'sawtooth')[];
  readonly sensitivity: Sensitivity;
  readonly minGrowth: MinGrowth;
  /** Alert only when the limit is reached within this time; has no effect where there is no limit. */
  readonly horizonMs: number;
  /** Whether a target whose limit is not known is left alone: nobody can say that it is soon full. */
  readonly needsLimit: boolean;
  /** Which kinds of leak; null means any. */
  readonly leakKinds: readonly LeakKind[] | null;
};

/** A named set of thresholds, in Prometheus' grammar, with `detect` in place of `expr`. */
export type Rule = {
  readonly group: string;
  readonly alert: string;
  readonly intervalMs: number;
  /** One second counts as this many; 1 in production, 60 in demos and rehearsals. */
  readonly timeScale: number;
  readonly detect: DetectRule;
  readonly forMs: number;
  readonly keepFiringForMs: number;
  readonly capture: readonly ProfileKind[];
  readonly labels: Labels;
  /** Templates: `{{ $labels.x }}`, `{{ $value | humanize1024 }}`, `{{ $explanation }}`. */
  readonly annotations: Labels;
};
