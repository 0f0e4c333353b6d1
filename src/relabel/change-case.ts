/**
 * Every character to lower or upper case by itself, as Go's strings.ToLower and ToUpper do it: a
 * character whose counterpart would be several (`ß`) stays, and no neighbour matters (`Σ`).
 */
export function changeCase(text: string, to: 'lower' | 'upper'): string {
  let changed = '';
  for (const character of text) {
    const other = to === 'lower' ? character.toLowerCase() : character.toUpperCase();
    changed += isOne(other) ? other : character;
  }
  return changed;
}

function isOne(text: string): boolean {
  const [first = ''] = text;
  return first.length === text.length;
}
