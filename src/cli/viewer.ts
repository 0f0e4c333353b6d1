import type { DiscoveryState } from '../model/discovery.ts';
import type { WatchEvent } from '../model/event.ts';
import type { NoteUse } from '../model/limits.ts';
import type { Result } from '../model/result.ts';
import type { StoreHolds } from '../model/store-holds.ts';
import type { Store } from '../store/store.ts';
import type { Swept } from '../store/sweep-retention.ts';
import type { Deps } from '../watch/deps.ts';
import type { Engine } from '../watch/engine.ts';
import type { StoreWatch } from './store-watch.ts';
import type { wireDeps } from './wire-deps.ts';

/** Reads the configuration anew; when it is bad, the one that is running stays. */
export type Reload = () => Promise<Result<void>>;

/** What there is beside the engine. */
export type Wired = Pick<
  ReturnType<typeof wireDeps>,
  | 'notifier'
  | 'difference'
  | 'neighbours'
  | 'compare'
  | 'report'
  | 'reportData'
  | 'bookLog'
  | 'unwritten'
> & {
  /** Captures and incidents that have not reached the bucket yet; null: there is none. */
  readonly uploads: () => number | null;
  /** Whether what is found out can be kept. */
  readonly storeWatch: Pick<StoreWatch, 'keeps' | 'complaint'>;
};

/** Who looks at the engine: a screen, lines, JSON, a server. */
export type Viewer = {
  readonly emit: (event: WatchEvent) => void;
  /**
   * Called before what an earlier process has left is loaded, which may take seconds: what is to be seen of this process
   * meanwhile is there when it ends. Whoever fails here ends the start.
   */
  readonly open?: (signal: AbortSignal) => Promise<void>;
  /** Runs beside the engine; when it ends, so does the engine. */
  readonly show?: (
    engine: Engine,
    signal: AbortSignal,
    discovery: () => DiscoveryState,
  ) => Promise<void>;
  /** Handed what reloads, before `show` is called. */
  readonly canReload?: (reload: Reload) => void;
  /** Stands between the engine and its collaborators, to count what they do. */
  readonly wrap?: (deps: Deps) => Deps;
  /** Told how much of a limit is used, as it passes. */
  readonly noteUse?: NoteUse;
  /** Where its pages can be opened, for alerts; absent: nowhere. */
  readonly externalUrl?: string;
  /** Handed what else can be asked, before `show` is called. */
  readonly wired?: (wired: Wired) => void;
  /** Told of each sweep of the store; without it the problems go to stderr once the view is closed. */
  readonly swept?: (swept: Swept) => void;
  /** Told each hour what the store holds. */
  readonly stored?: (stored: StoreHolds) => void;
  /** Told what cannot be written, and of captures kept from their bucket; without it that goes to stderr once the view is closed. */
  readonly storageSaid?: (sentence: string) => void;
  /** Handed the store, before `show` is called. */
  readonly canRead?: (store: Store) => void;
};
