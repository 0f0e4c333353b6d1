/** The views of a profile, by their paths. */
export type PageView = 'flamegraph' | 'graph' | 'peek' | 'source' | 'top';

/** What a page was asked with, by pprof's names: `f` focus, `si` sample type … */
export type PageQuery = ReadonlyMap<string, string>;

/** A link to a view with the same query but for some parameters; '' takes one out. */
export function pageLink(
  view: PageView | 'download',
  query: PageQuery,
  changes: Readonly<Record<string, string>> = {},
): string {
  const params = new URLSearchParams();
  for (const [name, value] of new Map([...query, ...Object.entries(changes)])) {
    if (value !== '') params.set(name, value);
  }
  const text = params.toString();
  return text === '' ? view : `${view}?${text}`;
}

/** An expression that matches this name and no other. */
export function exactPattern(name: string): string {
  return `^${escaped(name)}$`;
}

/**
 * An expression for a function as a culprit is named: with its closures, and whatever its type
 * arguments, since these are taken together there.
 */
export function culpritPattern(name: string): string {
  return `^${escaped(name).replaceAll('\\[\\.\\.\\.\\]', '\\[.*\\]')}($|[.-])`;
}

function escaped(name: string): string {
  return name.replaceAll(/[\\^$.*+?()[\]{}|]/g, '\\$&');
}
