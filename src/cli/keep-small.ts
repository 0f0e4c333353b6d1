import { collectGarbage, collectGarbageBy } from './collect-garbage.ts';
import { exposedGc } from './exposed-gc.ts';

/** A start is over by then: configuration is read, every module is loaded, a first scrape is done. */
const settledMs = 5_000;

/** What looks and scrapes leave is collected in some 20 ms of the processor, once it is worth that. */
const everyMs = 30_000;
const worthBytes = 1.5 * 1024 ** 2;

/** One pass leaves pages that are almost empty, a megabyte and a half in half an hour: so often they are given back too. */
const toTheLastMs = 8 * 60_000;

/**
 * Makes a process that runs for months beside another one small. It does little, so its code is compiled by V8's
 * baseline compiler and never once more to be fast: 8 MB of compilers stay on the disk, and a poll each 15 s takes
 * less processor time without them than it would ever win back. What the start alone needed is collected when it is
 * over, since V8 would keep it until the heap has doubled (10 to 20 MB). No result depends on it.
 *
 * Two more things only the environment of the process can say: `MALLOC_ARENA_MAX=1` and
 * `NODE_OPTIONS=--max-semi-space-size=1`, 3 MB steady and 13 at the start.
 */
export function keepSmall(): void {
  const { getHeapStatistics, setFlagsFromString } = process.getBuiltinModule('node:v8');
  // What later versions make of these flags nobody has measured; of unknown ones V8 complains on stderr.
  if (process.versions.v8.startsWith('13.')) {
    setFlagsFromString('--no-opt');
    setFlagsFromString('--no-maglev');
    // Bit by bit it takes more of it, and is begun when nothing happens, thrice after a start.
    setFlagsFromString('--no-incremental-marking');
    // Of a megabyte, waking four threads costs more than they take off the main one.
    setFlagsFromString('--no-parallel-scavenge');
  }
  const collect = exposedGc();
  const heldBytes = () => getHeapStatistics().used_heap_size;
  let leastBytes = 0;
  let toTheLastAtMs = performance.now();
  const collectAll = (flavor: 'regular' | 'last-resort') => {
    collect({ type: 'major', execution: 'sync', flavor });
    leastBytes = heldBytes();
    if (flavor === 'last-resort') toTheLastAtMs = performance.now();
  };
  // Until nothing goes any more: what a start or profiles leave is worth that.
  collectGarbageBy(() => collectAll('last-resort'));
  setTimeout(() => {
    collectGarbage();
    setInterval(() => {
      if (heldBytes() < leastBytes + worthBytes) return;
      // What is young goes for a millisecond, and is a third of it.
      collect({ type: 'minor', execution: 'sync', flavor: 'regular' });
      if (heldBytes() < leastBytes + worthBytes) return;
      const isDue = performance.now() - toTheLastAtMs >= toTheLastMs;
      collectAll(isDue ? 'last-resort' : 'regular');
    }, everyMs).unref();
  }, settledMs).unref();
}
