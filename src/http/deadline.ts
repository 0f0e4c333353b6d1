import { timerMs } from '../model/timer-ms.ts';

/** A time limit joined with the caller's own wish to stop. */
export type Deadline = {
  /** Aborted when the time is up or the caller stops, whichever is first. */
  readonly signal: AbortSignal;
  readonly totalMs: number;
  /** Whether the time was up, rather than the caller stopping. */
  passed(): boolean;
  /** To be called when the work is done: lets go of the timer and of the caller's signal. */
  end(): void;
};

/**
 * Starts a deadline of `totalMs`. `AbortSignal.any` is not used: in Node it leaves something behind on
 * the caller's signal at every call (nodejs/node#54614), and ours lives as long as the process.
 */
export function startDeadline(totalMs: number, caller: AbortSignal): Deadline {
  const controller = new AbortController();
  let passed = false;
  const timer = setTimeout(() => {
    passed = true;
    controller.abort();
  }, timerMs(totalMs));
  const stop = () => controller.abort();
  if (caller.aborted) stop();
  caller.addEventListener('abort', stop, { once: true });
  return {
    signal: controller.signal,
    totalMs,
    passed: () => passed,
    end() {
      clearTimeout(timer);
      caller.removeEventListener('abort', stop);
    },
  };
}
