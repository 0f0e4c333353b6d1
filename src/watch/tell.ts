import type { WatchEvent } from '../model/event.ts';
import type { Target } from '../model/target.ts';

/** Where something happened: at a target, or at what is known of one that is gone. */
export type Where = { readonly target: Pick<Target, 'labels' | 'url' | 'workload'> };

/** Says that something happened; where is filled in from the target, when from the clock. */
export type Tell = (event: WithoutPlace<WatchEvent>, where?: Where) => void;

type WithoutPlace<E> = E extends unknown ? Omit<E, 'atMs' | 'target' | 'workload'> : never;
