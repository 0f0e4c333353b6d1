import type { EventHistory } from '../event-history.ts';
import type { LiveHub } from './live-hub.ts';
import type { PagesDeps } from './pages-deps.ts';

/** What the routes of the pages work with. */
export type PagesWorld = PagesDeps & {
  readonly hub: LiveHub;
  readonly history: EventHistory;
  /** Whether speedscope is here to be linked to. */
  readonly speedscope: boolean;
};
