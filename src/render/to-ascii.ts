const substitutes: Readonly<Record<string, string>> = {
  '▁': '_',
  '▂': '.',
  '▃': '-',
  '▄': '=',
  '▅': '+',
  '▆': '*',
  '▇': '%',
  '█': '#',
  '┊': '|',
  '│': '|',
  '┤': '|',
  '─': '-',
  '└': '+',
  '╌': '-',
  '▸': '>',
  '●': '*',
  '○': 'o',
  '✕': 'x',
  '▲': '!',
  '△': '?',
  '✓': '+',
  '·': '-',
  '×': 'x',
  '…': '~',
  '←': '<',
  '↑': '^',
  '↓': 'v',
  '–': '-',
};

/** Every glyph that the house draws as one ASCII character of the same width, for terminals without. */
export function toAscii(text: string): string {
  return text.replaceAll(/\P{ASCII}/gu, (glyph) => substitutes[glyph] ?? glyph);
}
