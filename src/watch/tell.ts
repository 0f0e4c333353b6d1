import type { WatchEvent } from '../model/event.ts';
import type { TargetState } from './target-state.ts';

/** Says that something happened; where is filled in from the target, when from the clock. */
export type Tell = (event: WithoutPlace<WatchEvent>, state?: TargetState) => void;

type WithoutPlace<E> = E extends unknown ? Omit<E, 'atMs' | 'target' | 'workload'> : never;
