import type { FrameKind } from '../model/culprit.ts';
import type { FrameSource } from './classify-frame.ts';
import { isClosure } from './function-name.ts';
import { isHandler } from './is-handler.ts';
import { isRouter } from './is-router.ts';
import { libraryOf } from './library-of.ts';

/** What a generator of stubs writes for each method: it calls who implements it, in a closure for interceptors to call. */
const stub = /\._\w+_Handler(\.func\d+)?$/;

/** How the standard library calls a handler that is a plain function. */
const passing = 'net/http.HandlerFunc.ServeHTTP';

/**
 * The handler that a stack without a frame of the application ran in. A server or a router of a library calls whatever
 * it was given, so that its name says nothing:
 *
 *     metrics.(*Vec).With ← ginmetrics.Middleware.func1 ← gin.(*Context).Next ← gin.(*Engine).ServeHTTP ← net/http…
 *
 * Of what another library has there as a closure or as a handler by its name the innermost is answered that the
 * router's library or net/http has called, and again from there if that is a router. `frames` and `kinds` run from the
 * leaf to the root; `at`, and the answer: an index of them. `at` where nothing was handed on.
 */
export function handlerBelow(
  frames: readonly FrameSource[],
  kinds: readonly FrameKind[],
  at: number,
): number {
  const outer = frames[at];
  if (outer === undefined || kinds[at] !== 'third-party') return at;
  const library = libraryOf(outer);
  const isOfIt = (frame: FrameSource) => libraryOf(frame) === library;
  if (!frames.slice(0, at + 1).some((frame) => isRouter(frame.function) && isOfIt(frame)))
    return at;
  const isCalled = (caller: FrameSource | undefined) =>
    caller !== undefined && (caller.function === passing || isOfIt(caller));
  const below = frames.findIndex(
    (frame, i) =>
      i < at &&
      kinds[i] === 'third-party' &&
      isGiven(frame) &&
      !isOfIt(frame) &&
      (isCalled(frames[i + 1]) || stub.test(frame.function)),
  );
  if (below < 0) return at;
  const isStub = stub.test((frames[below] as FrameSource).function);
  if (isStub) return kinds[below - 1] === 'third-party' ? below - 1 : below;
  return handlerBelow(frames, kinds, below);
}

function isGiven({ function: name }: FrameSource): boolean {
  return isClosure(name) || isHandler(name);
}
