type Look = { readonly means: string } & (
  | { readonly test: RegExp }
  /** The bytes that it begins with, in hexadecimal digits. */
  | { readonly begins: readonly string[] }
);

// What is given instead of a profile: what endpoints answer (a login page, an error as JSON, other text
// forms of Go's own endpoint), dumps of other tools and runtimes, packed files, programs. Each by the
// beginning that its format prescribes.
const looks: readonly Look[] = [
  { test: /^\s*<(!doctype|html|head|body|\?xml)/i, means: 'an HTML or XML page' },
  { test: /^\s*\{\s*"snapshot"/, means: 'a heap snapshot of V8: take its sampling heap profile' },
  { test: /^\s*\{\s*"(nodes|traceEvents)"/, means: 'a CPU profile or trace of V8, no heap' },
  { test: /^\s*[{[]/, means: 'JSON' },
  {
    test: /^--- (mutex|contention|block|threadz?)/,
    means: 'a text of waiting times or threads, which is neither a heap nor a goroutine profile',
  },
  { test: /^# (HELP|TYPE) /, means: 'a metrics page' },
  { test: /^version https:\/\/git-lfs/, means: 'a pointer of Git LFS: fetch the file itself' },
  { test: /^H4sI[\w+/]/, means: 'a gzip file in base64: decode it first' },
  { begins: ['1f8b'], means: 'a gzip file within a gzip file: unpack it once' },
  { begins: ['feff', 'fffe'], means: 'text in UTF-16: save it in UTF-8' },
  { begins: ['efbbbf'], means: 'text with a byte order mark: save it without' },
  { begins: ['7f454c46'], means: 'a program or a core dump (ELF): give the profile that it wrote' },
  {
    begins: ['4d5a', 'cefaedfe', 'cffaedfe', 'feedface', 'feedfacf', 'cafebabe'],
    means: 'a program: give the profile that it wrote',
  },
  {
    test: /^(PERFILE2|2ELIFREP)/,
    means: "a recording of Linux' perf: convert it by perf_to_profile",
  },
  { begins: ['464c5200'], means: 'a recording of the JDK (JFR), which is not read here' },
  {
    test: /^JAVA PROFILE 1\./,
    means: 'a heap dump of a JVM (hprof), which is no profile of stacks',
  },
  {
    test: /^go1\.\d+ heap dump\n/,
    means: 'a heap dump of Go: give its profile, …/debug/pprof/heap',
  },
  { test: /^go 1\.\d+ trace/, means: 'an execution trace of Go: give …/debug/pprof/heap' },
  { test: /^desc: .*\ncmd: /, means: "an output of Valgrind's massif" },
  { test: /^v \d+ [\da-f]+\nX /, means: 'an output of heaptrack' },
  { test: /^memray/, means: 'an output of memray' },
  {
    begins: ['8002', '8003', '8004', '8005'],
    means: 'a pickle of Python, such as a snapshot of tracemalloc',
  },
  { test: /^(Nettrace|!FastSerialization)/, means: 'a trace or dump of .NET' },
  {
    // 0, 3, 0 in words of four or eight bytes of either order (gperftools, cpuprofile-fileformat).
    begins: [
      '000000000300000000000000',
      '000000000000000300000000',
      '000000000000000003000000000000000000000000000000',
      '000000000000000000000000000000030000000000000000',
    ],
    means: 'a CPU profile of gperftools, no heap',
  },
  { begins: ['504b0304', '504b0506'], means: 'a zip file: unpack it first' },
  { test: /^BZh\d/, means: 'a bzip2 file: unpack it first' },
  { begins: ['fd377a585a00'], means: 'an xz file: unpack it first' },
  { begins: ['04224d18'], means: 'an lz4 file: unpack it first' },
  { begins: ['28b52ffd'], means: 'zstd, which pprof does not use: unpack it first' },
  { test: /^.{257}ustar/s, means: 'a tar file: unpack it first' },
  { begins: ['89504e47', '47494638', '25504446', 'ffd8ff'], means: 'a picture or a document' },
  { test: /^SQLite format 3/, means: 'a database (SQLite)' },
  // Frames are told apart by what they cannot hold: an expression that may split them in two ways takes exponential time.
  {
    test: /^[^\s;][^;\n]*(;[^\s;][^;\n]*)+ \d+$/m,
    means: 'folded stacks, the input of flame graphs',
  },
];

const longestBeginning = 24;

/**
 * What bytes that are no profile look like, for a sentence: `an HTML or XML page, it begins "<html>…"`.
 * Looks at the first 512 bytes only; what it quotes is printable ASCII and at most 60 characters.
 */
export function describeFirstBytes(bytes: Uint8Array): string {
  if (bytes.length === 0) return 'nothing: there are no bytes';
  const head = String.fromCharCode(...bytes.subarray(0, 512));
  const start = digits(bytes, longestBeginning).join('');
  const found = looks.find((look) =>
    'test' in look ? look.test.test(head) : look.begins.some((hex) => start.startsWith(hex)),
  );
  const quoted = quote(head);
  const begins =
    quoted === null ? `begins with the bytes ${digits(bytes, 8).join(' ')}` : `begins ${quoted}`;
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

/** The first bytes, each in two hexadecimal digits. */
function digits(bytes: Uint8Array, count: number): string[] {
  return [...bytes.subarray(0, count)].map((byte) => byte.toString(16).padStart(2, '0'));
}
