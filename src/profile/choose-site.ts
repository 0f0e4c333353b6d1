import type { FrameKind } from '../model/culprit.ts';

/**
 * The frame that a stack is charged to, as an index from the leaf: the first of the application, since
 * that is the code that its owner can change. `kinds` runs from the leaf to the root, inlined calls
 * included. Without one the outermost third-party frame (what was called from outside), else the
 * outermost of the standard library (what its goroutine is: `net/http.(*persistConn).readLoop` says more
 * than what it calls), else the leaf. -1 for a stack without frames.
 */
export function chooseSite(kinds: readonly FrameKind[]): number {
  const own = kinds.indexOf('application');
  if (own >= 0) return own;
  const foreign = kinds.lastIndexOf('third-party');
  if (foreign >= 0) return foreign;
  const standard = kinds.lastIndexOf('standard-library');
  return standard >= 0 ? standard : Math.min(0, kinds.length - 1);
}
