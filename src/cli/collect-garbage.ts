let collector: (() => void) | null = null;

/** Says how garbage is collected where memory is scarce; without it nothing is. */
export function collectGarbageBy(collect: () => void): void {
  collector = collect;
}

/** Whether memory is scarce here, so that somebody said how. */
export function isMemoryScarce(): boolean {
  return collector !== null;
}

/** Collects what is garbage now, where memory is scarce: before something takes much of it for a moment. Some 10 ms. */
export function collectGarbage(): void {
  collector?.();
}
