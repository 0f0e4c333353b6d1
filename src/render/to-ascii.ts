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
  '→': '>',
  '┌': '+',
  '▾': 'v',
  '┼': '+',
  '┴': '+',
  '├': '|',
  '━': '=',
  '≤': '<',
  '≥': '>',
};

/** Every glyph that the house draws as one ASCII character of the same width, for terminals without. */
export function toAscii(text: string): string {
  return text.replaceAll(/\P{ASCII}/gu, (glyph) => substitutes[glyph] ?? ofBraille(glyph));
}

/** Where the dots of a braille pattern are: at the top, in the middle, at the foot, or all over. */
function ofBraille(glyph: string): string {
  const dots = (glyph.codePointAt(0) ?? 0) - 0x2800;
  if (dots < 0 || dots > 0xff) return glyph;
  const rows = [0x09, 0x12, 0x24, 0xc0].map((row) => (dots & row) !== 0);
  if (rows.filter(Boolean).length >= 3) return ':';
  if (rows[0]) return rows[1] ? '"' : "'";
  if (rows[1]) return '-';
  return rows[2] || rows[3] ? '.' : ' ';
}
