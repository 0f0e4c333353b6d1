import type { Context } from 'hono';
import { limits } from '../model/limits.ts';
import { failure, type Result, success } from '../model/result.ts';

/** A part of a list, and how it was cut. */
export type ListPage<T> = { readonly items: readonly T[]; readonly warnings: readonly string[] };

const defaultLimit = limits.listed_entries.most;

/**
 * The part of a list that `?limit=` and `?offset=` ask for. As in Prometheus' API a limit of 0 is none,
 * and a warning says what was left out. Fails where one of them is no number.
 */
export function pageOf<T>(c: Context, all: readonly T[]): Result<ListPage<T>> {
  const limit = numberOf(c, 'limit', defaultLimit);
  const offset = numberOf(c, 'offset', 0);
  if (!limit.ok) return limit;
  if (!offset.ok) return offset;
  const end = limit.value === 0 ? all.length : offset.value + limit.value;
  const items = all.slice(offset.value, end);
  const left = all.length - offset.value - items.length;
  const more = `results truncated due to limit: ${left} of ${all.length} come after these; ask with limit=${limit.value}&offset=${end}`;
  return success({ items, warnings: left > 0 ? [more] : [] });
}

function numberOf(c: Context, name: string, absent: number): Result<number> {
  const given = c.req.query(name);
  if (given === undefined) return success(absent);
  if (/^\d{1,9}$/.test(given)) return success(Number(given));
  return failure(`${name}: ${JSON.stringify(given.slice(0, 40))} is no whole number from 0 on`);
}
