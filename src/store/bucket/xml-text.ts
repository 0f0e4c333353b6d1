/**
 * The text of the first element of that name, or null. Enough for the answers of object stores, whose
 * elements of interest have neither attributes nor children; no entity but the five of XML is known.
 */
export function textOfTag(xml: string, tag: string): string | null {
  const found = new RegExp(`<${tag}>([^<]*)</${tag}>`).exec(xml);
  return found === null ? null : plain(found[1] ?? '');
}

/** What stands between the tags of every element of that name. */
export function insideTags(xml: string, tag: string): readonly string[] {
  const [open, close] = [`<${tag}>`, `</${tag}>`];
  const found: string[] = [];
  for (let at = 0; ; ) {
    const from = xml.indexOf(open, at);
    // Where nothing closes any more nothing is looked for: an expression would look from each tag to the end.
    const to = from === -1 ? -1 : xml.indexOf(close, from);
    if (to === -1) return found;
    found.push(xml.slice(from + open.length, to));
    at = to + close.length;
  }
}

const entities: Readonly<Record<string, string>> = {
  amp: '&',
  lt: '<',
  gt: '>',
  quot: '"',
  apos: "'",
};

function plain(text: string): string {
  return text.replaceAll(
    /&(?:#(\d{1,7})|#x([0-9a-f]{1,6})|(\w+));/gi,
    (whole, decimal, hex, name) => {
      if (name !== undefined) return entities[name] ?? whole;
      const code = decimal === undefined ? Number.parseInt(hex, 16) : Number(decimal);
      return code <= 0x10ffff ? String.fromCodePoint(code) : whole;
    },
  );
}
