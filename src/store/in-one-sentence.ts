/** A folder that may not be written to fails for each file in it: one sentence says enough; null: there is none. */
export function inOneSentence(failures: readonly string[]): string | null {
  const [first] = failures;
  if (first === undefined) return null;
  const more = failures.length - 1;
  return more === 0 ? first : `${first} So it was with ${more} more.`;
}
