import type * as sqlite from 'node:sqlite';

type Sqlite = typeof sqlite;

let loaded: Sqlite | null = null;

/**
 * SQLite as Node brings it, loaded when a book is first opened: `sawtooth diff` has none and takes no memory for it.
 * Node 22 warns that it is experimental, at that moment and about that alone; whoever watches for months need not
 * read it at each start. Every other warning goes out as always.
 */
export function loadSqlite(): Sqlite {
  if (loaded !== null) return loaded;
  const emit = process.emitWarning;
  process.emitWarning = ((warning: string | Error, ...rest: unknown[]) => {
    const isAboutSqlite = rest[0] === 'ExperimentalWarning' && /SQLite/.test(String(warning));
    if (!isAboutSqlite) Reflect.apply(emit, process, [warning, ...rest]);
  }) as typeof process.emitWarning;
  try {
    loaded = process.getBuiltinModule('node:sqlite');
  } finally {
    process.emitWarning = emit;
  }
  return loaded;
}
