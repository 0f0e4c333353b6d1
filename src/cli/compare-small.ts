import { collectGarbageBy } from './collect-garbage.ts';
import { type Collect, exposedGc } from './exposed-gc.ts';

/** What the process that compares is started with where memory is scarce. */
export const memoryIsScarce = 'memory-is-scarce';

/**
 * Little memory before speed, for a process that compares captures beside an app, in its pod. A heap that is collected
 * once it has grown by a tenth takes no more processor time than one that grows freely, and two thirds of the memory
 * (measured for two profiles of 60,000 stacks). What is compiled only once it has run thousands of times takes a tenth
 * less of both, for 13 profiles of 2 KB as for two of 4 MB. No result depends on it.
 */
export function compareSmall(isMemoryScarce: boolean): void {
  const { setFlagsFromString } = process.getBuiltinModule('node:v8');
  if (isMemoryScarce) {
    // While V8 marks bit by bit, whatever is new counts as alive: 10 to 16 MiB for a moment.
    setFlagsFromString('--no-incremental-marking');
    // Made for the first profile that is worth it: few are.
    let collect: Collect | undefined;
    collectGarbageBy(() => {
      collect ??= exposedGc();
      collect({ type: 'major', execution: 'sync', flavor: 'regular' });
    });
  }
  // What other versions make of these flags nobody has measured; of unknown ones V8 complains on stderr.
  if (!process.versions.v8.startsWith('13.')) return;
  setFlagsFromString('--no-turbofan');
  setFlagsFromString('--invocation-count-for-maglev=4000');
  setFlagsFromString('--heap-growing-percent=10');
  setFlagsFromString('--optimize-for-size');
}
