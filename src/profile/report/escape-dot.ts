/** A text within quotes of Graphviz: a line break makes a line that is set to the left. */
export function escapeDot(text: string): string {
  return text.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\l');
}
