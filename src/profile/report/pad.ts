/** Go's `%10s`: blanks before the text up to a number of characters, which are code points. */
export function padLeft(text: string, width: number): string {
  const length = [...text].length;
  return length >= width ? text : ' '.repeat(width - length) + text;
}
