/** A span of time, both ends in it. */
type Span = { readonly fromMs: number; readonly untilMs: number };

/** With the newest capture seven: from six on Mann and Kendall can confirm. */
const moments = 6;

/**
 * Of which spans of a life the last profile is worth having from a store that keeps the past: evenly spread,
 * the first after a seventh of the life, when most warm-ups are over. They never overlap, and none begins
 * before the life does: a profile of the process before it is of another life.
 */
export function pastSpans(life: {
  readonly startAtMs: number;
  readonly nowMs: number;
  readonly windowMs: number;
}): readonly Span[] {
  const stepMs = (life.nowMs - life.startAtMs) / (moments + 1);
  const widthMs = Math.min(life.windowMs, stepMs);
  return Array.from({ length: moments }, (_, i) => {
    const untilMs = life.startAtMs + stepMs * (i + 1);
    // Both ends are inside: two neighbours must not share the profile between them.
    return { fromMs: Math.ceil(untilMs - widthMs) + 1, untilMs: Math.floor(untilMs) };
  }).filter(({ fromMs, untilMs }) => fromMs < untilMs);
}
