import type { Groups } from './compile-anchored.ts';

/**
 * A template that is filled in as Go's regexp.Expand does: `$1`, `$name` (as many letters, digits and `_`
 * as there are, so `$1x` is the group `1x`), `${1}`, `$$` for a dollar. A group that is not there is
 * empty; a dollar that starts none of these stands for itself.
 */
export function compileTemplate(template: string): (groups: Groups) => string {
  const parts: ((groups: Groups) => string)[] = [];
  let from = 0;
  for (const found of template.matchAll(reference)) {
    const text = template.slice(from, found.index);
    if (text !== '') parts.push(() => text);
    const [whole, bare, braced] = found;
    const group = bare ?? braced ?? '';
    parts.push(whole === '$$' ? () => '$' : (groups) => groups(group));
    from = found.index + whole.length;
  }
  const rest = template.slice(from);
  if (parts.length === 0) return () => rest;
  const [first] = parts;
  if (parts.length === 1 && first !== undefined && rest === '') return first;
  return (groups) => parts.map((part) => part(groups)).join('') + rest;
}

const reference = /\$\$|\$([\p{L}\p{Nd}_]+)|\$\{([\p{L}\p{Nd}_]+)\}/gu;
