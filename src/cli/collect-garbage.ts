/**
 * Less than so much of profiles leaves too little to collect for: a collection takes 5 to 20 ms of the processor however
 * little there is, one to the last (`keep-small.ts`) 60 and more, and V8 makes its own in the process that compares when its
 * heap has grown by a tenth (`compare-small.ts`).
 */
const worthBytes = 256 * 1024;

let collector: (() => void) | null = null;
let leftBytes = 0;

/** Says how garbage is collected where memory is scarce; without it nothing is. */
export function collectGarbageBy(collect: () => void): void {
  collector = collect;
  leftBytes = 0;
}

/** Whether memory is scarce here, so that somebody said how. */
export function isMemoryScarce(): boolean {
  return collector !== null;
}

/**
 * Collects what is garbage now, where memory is scarce: before something takes much of it for a moment. `ofBytes`: what
 * is known to be garbage was made of profiles of so many bytes, as they came; of few of them it is left until there are
 * more.
 */
export function collectGarbage(ofBytes = worthBytes): void {
  leftBytes += ofBytes;
  if (collector === null || leftBytes < worthBytes) return;
  leftBytes = 0;
  collector();
}
