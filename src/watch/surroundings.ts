import type { SnoozeBook } from './snooze-book.ts';
import type { TargetState } from './target-state.ts';
import type { Tell } from './tell.ts';
import type { WorkloadMembers } from './workload-members.ts';
import type { WorkloadMemory } from './workload-memory.ts';
import type { WorkloadShelf } from './workload-shelf.ts';

/** What the incidents' flow works with: the targets that are watched now, and how long it may. */
export type Surroundings = {
  readonly targets: ReadonlyMap<string, TargetState>;
  readonly members: WorkloadMembers;
  readonly signal: AbortSignal;
  readonly tell: Tell;
  readonly snoozes: SnoozeBook;
  readonly workloads: WorkloadShelf;
  readonly memory: WorkloadMemory;
};
