import type { Frame } from '../model/culprit.ts';

/**
 * What a goroutine waits for, by the runtime's own functions on its stack, in the words that Go uses in a
 * trace (runtime/runtime2.go waitReasonStrings). The first that fits, from the leaf on, wins.
 */
const reasons: readonly (readonly [RegExp, string])[] = [
  [/^runtime\.chanrecv/, 'chan receive'],
  [/^runtime\.chansend/, 'chan send'],
  [/^runtime\.selectgo$/, 'select'],
  [/^runtime\.block$/, 'select (no cases)'],
  [/^time\.Sleep$/, 'sleep'],
  [/^(internal\/sync|sync)\.\(\*Mutex\)\.(l|L)ock/, 'sync.Mutex.Lock'],
  [/^sync\.\(\*RWMutex\)\.RLock$/, 'sync.RWMutex.RLock'],
  [/^sync\.\(\*RWMutex\)\.Lock$/, 'sync.RWMutex.Lock'],
  [/^sync\.\(\*WaitGroup\)\.Wait$/, 'sync.WaitGroup.Wait'],
  [/^sync\.\(\*Cond\)\.Wait$/, 'sync.Cond.Wait'],
  [/^(runtime\.netpollblock|internal\/poll\.runtime_pollWait)$/, 'IO wait'],
  [/^syscall\./, 'syscall'],
  [/^(runtime\.semacquire|sync\.runtime_Semacquire)/, 'semacquire'],
];

/** Locks wait on a semaphore: the name of the lock says more. */
const vague = 'semacquire';

/** What a goroutine with this stack, leaf first, waits for; empty: it runs, or nobody knows. */
export function waitReason(stack: readonly Frame[]): string {
  let found = '';
  for (const frame of stack) {
    const reason = reasons.find(([name]) => name.test(frame.function))?.[1];
    if (reason !== undefined && reason !== vague) return reason;
    found = reason ?? found;
  }
  return found;
}
