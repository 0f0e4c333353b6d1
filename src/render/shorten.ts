/**
 * A text of at most `most` UTF-16 units, cut between characters and ended with `…` when it was longer.
 * Limits of peers are stated in characters; counting units is never too long for them.
 */
export function shorten(text: string, most: number): string {
  if (text.length <= most) return text;
  return `${text.slice(0, Math.max(0, most - 1)).replace(/[\uD800-\uDBFF]$/, '')}…`;
}
