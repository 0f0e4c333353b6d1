import type { Groups } from './compile-anchored.ts';

/** Whether a template refers to a group. */
export function hasVariable(template: string): boolean {
  return template.includes('$');
}

/**
 * Fills a template in as Go's regexp.Expand does: `$1`, `$name` (as many letters, digits and `_` as
 * there are, so `$1x` is the group `1x`), `${1}`, `$$` for a dollar. A group that is not there is
 * empty; a dollar that starts none of these stands for itself.
 */
export function expandTemplate(template: string, groups: Groups): string {
  return template.replaceAll(reference, (found, bare?: string, braced?: string) => {
    if (found === '$$') return '$';
    return groups(bare ?? braced ?? '');
  });
}

const reference = /\$\$|\$([\p{L}\p{Nd}_]+)|\$\{([\p{L}\p{Nd}_]+)\}/gu;
