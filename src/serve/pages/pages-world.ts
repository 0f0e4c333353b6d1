import type { EventHistory } from '../event-history.ts';
import type { GrowthShelf } from './growth-shelf.ts';
import type { LiveHub } from './live-hub.ts';
import type { PagesDeps } from './pages-deps.ts';

/** What the routes of the pages work with. */
export type PagesWorld = PagesDeps & {
  readonly hub: LiveHub;
  readonly history: EventHistory;
  readonly growth: GrowthShelf;
  /** Whether speedscope is here to be linked to. */
  readonly speedscope: boolean;
};
