import type { Feed } from '../model/feed.ts';
import type { Rule } from '../model/rule.ts';
import type { Target } from '../model/target.ts';

/** What is watched, and by which rules. Both can change while it runs. */
export type Watch = {
  readonly targets: readonly Target[];
  /** Sources that find their targets themselves. */
  readonly feeds: readonly Feed[];
  readonly rules: readonly Rule[];
};
