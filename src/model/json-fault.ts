/** A body that is smaller than that is parsed whatever is in it. */
const largeLength = 64 * 1024;

/** Nobody nests deeper by hand or by a program, and ten thousand alerts of fifty labels are half a million values. */
const most = { depth: 64, values: 1_000_000 };

/** As `JSON.parse`, unless there is a fault (`jsonFault`): then it throws that. */
export function parseJson(text: string, mostValues: number = most.values): unknown {
  const fault = jsonFault(text, mostValues);
  if (fault !== null) throw new SyntaxError(`it ${fault}`);
  return JSON.parse(text);
}

const [quote, backslash, comma, openList, closeList, openObject, closeObject] = [
  0x22, 0x5c, 0x2c, 0x5b, 0x5d, 0x7b, 0x7d,
];

/**
 * Why a text is not parsed as JSON, before it is (`is …`, `has …`): megabytes of brackets become hundreds of megabytes.
 * null: it may be. Looks at brackets and commas outside of strings alone; whether it is JSON at all is the parser's to
 * say.
 */
export function jsonFault(text: string, mostValues: number = most.values): string | null {
  if (text.length < largeLength) return null;
  let depth = 0;
  let values = 0;
  for (let at = 0; at < text.length; at++) {
    switch (text.charCodeAt(at)) {
      case quote:
        at = endOfString(text, at);
        break;
      case openList:
      case openObject:
        values++;
        depth++;
        if (depth > most.depth) return `is nested deeper than ${most.depth}`;
        break;
      case closeList:
      case closeObject:
        depth--;
        break;
      case comma:
        values++;
        break;
    }
    if (values > mostValues) return `has more than ${mostValues} values`;
  }
  return null;
}

/** The place of the quote that ends a string; the text's end where none does. */
function endOfString(text: string, from: number): number {
  for (let at = from + 1; ; ) {
    const end = text.indexOf('"', at);
    if (end === -1) return text.length;
    let escapes = 0;
    while (text.charCodeAt(end - 1 - escapes) === backslash) escapes++;
    if (escapes % 2 === 0) return end;
    at = end + 1;
  }
}
