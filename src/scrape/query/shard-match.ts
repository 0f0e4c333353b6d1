import type { Shard } from '../../model/config.ts';
import { writtenName } from '../../model/label-name.ts';
import { type Result, success } from '../../model/result.ts';
import { onShard } from '../../relabel/on-shard.ts';
import type { AnswerNotes } from './answer-notes.ts';
import { usableSeries } from './find-series.ts';
import { labelValues } from './label-values.ts';
import type { QueryServer } from './query-server.ts';
import { escapedForMatch } from './selector.ts';

/** What to ask for; `match` null: none is this shard's. Of a part of the values there may be more. */
export type ShardMatch = AnswerNotes & { readonly match: string | null };

/**
 * What stands between the braces for one shard's series alone, where `shard.by` names the label that shares them:
 * the server is asked for the label's values, and only of the shard's own for series. What has no such label has the empty value, as in a matcher.
 */
export async function shardMatch(
  server: QueryServer,
  match: string,
  shard: Shard & { readonly by: string },
  span: { readonly fromMs: number; readonly untilMs: number },
): Promise<Result<ShardMatch>> {
  const listed = await labelValues(server, shard.by, { selector: usableSeries(match), ...span });
  if (!listed.ok) return listed;
  const { values, ...notes } = listed.value;
  const own = [...new Set(['', ...values])].filter((value) => onShard([value], shard));
  if (own.length === 0) return success({ match: null, ...notes });
  const matcher = `${writtenName(shard.by)}=~${JSON.stringify(own.map(escapedForMatch).join('|'))}`;
  return success({ match: [match, matcher].filter(Boolean).join(','), ...notes });
}
