type Look = { readonly test: RegExp; readonly means: string };

// What endpoints answer instead of a profile, seen in the wild: a login page, an error as JSON, the
// text forms of Go's own endpoint.
const looks: readonly Look[] = [
  { test: /^\s*<(!doctype|html|head|body|\?xml)/i, means: 'an HTML or XML page' },
  { test: /^\s*[{[]/, means: 'JSON' },
  {
    test: /^--- (mutex|contention|block)/,
    means: 'a text of waiting times, which is neither a heap nor a goroutine profile',
  },
  { test: /^# (HELP|TYPE) /, means: 'a metrics page' },
  { test: /^\u0028\u00b5\u002f\u00fd/, means: 'zstd, which pprof does not use: unpack it first' },
];

/**
 * What bytes that are no profile look like, for a sentence: `an HTML or XML page, it begins "<html>…"`.
 * Looks at the first 512 bytes only; what it quotes is printable ASCII and at most 60 characters.
 */
export function describeFirstBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing: there are no bytes';
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  const found = looks.find(({ test }) => test.test(head));
  const quoted = quote(head);
  const begins = quoted === null ? `begins with the bytes ${hex(bytes)}` : `begins ${quoted}`;
  return found === undefined ? `something that ${begins}` : `${found.means}; it ${begins}`;
}

/** The first line in quotes, or null when it is not text. */
function quote(head: string): string | null {
  const line =
    head
      .trimStart()
      .split(/[\r\n]/, 1)[0]
      ?.slice(0, 60) ?? '';
  return /^[\x20-\x7e\t]{2,}$/.test(line) ? JSON.stringify(line) : null;
}

function hex(bytes: Uint8Array): string {
  return [...bytes.subarray(0, 8)].map((byte) => byte.toString(16).padStart(2, '0')).join(' ');
}
