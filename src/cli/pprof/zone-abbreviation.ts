const folders = ['/usr/share/zoneinfo', '/usr/lib/zoneinfo', '/etc/zoneinfo'];

/**
 * What the machine's own table of a time zone calls an offset at a time: `CET`, `JST`, `+0545`. Null
 * where there is no table. Intl knows the rules of every zone but few of their abbreviations, so the
 * offset comes from there, and of the table (RFC 9636) only names and the times they began are read.
 */
export function zoneAbbreviation(
  zone: string,
  atSeconds: number,
  offsetSeconds: number,
): string | null {
  const table = readTable(zone);
  if (table === null) return null;
  let found: string | null = null;
  for (const { fromSeconds, offset, name } of table) {
    if (offset !== offsetSeconds) continue;
    // Rules go on after the last change that is written down, and began before the first.
    if (found === null || fromSeconds <= atSeconds) found = name;
  }
  return found;
}

type Period = { readonly fromSeconds: number; readonly offset: number; readonly name: string };

/** The periods of a zone in the order of time; the first from the beginning on. */
function readTable(zone: string): readonly Period[] | null {
  if (!/^[A-Za-z][\w+-]*(\/[A-Za-z][\w+-]*)*$/.test(zone)) return null;
  const { readFileSync } = process.getBuiltinModule('node:fs');
  for (const folder of folders) {
    try {
      return parseTable(readFileSync(`${folder}/${zone}`));
    } catch {
      // Not there, or in a form that is not known: the next folder.
    }
  }
  return null;
}

const headerBytes = 44;

function parseTable(file: Uint8Array): readonly Period[] {
  const data = new DataView(file.buffer, file.byteOffset, file.byteLength);
  if (data.getUint32(0) !== 0x545a6966) throw new Error('no time zone');
  // The first part has times of 32 bits and is there for old readers.
  const isLong = file[4] !== 0;
  const start = isLong ? partEnd(data, 0, 4) : 0;
  const times = data.getUint32(start + 32);
  const types = data.getUint32(start + 36);
  const names = data.getUint32(start + 40);
  const size = isLong ? 8 : 4;
  const timesAt = start + headerBytes;
  const indexAt = timesAt + times * size;
  const typesAt = indexAt + times;
  const namesAt = typesAt + types * 6;
  const period = (type: number, fromSeconds: number): Period => {
    const name = namesAt + data.getUint8(typesAt + type * 6 + 5);
    let end = name;
    while (end < namesAt + names && file[end] !== 0) end++;
    return {
      fromSeconds,
      offset: data.getInt32(typesAt + type * 6),
      name: String.fromCharCode(...file.subarray(name, end)),
    };
  };
  const periods = [period(0, Number.NEGATIVE_INFINITY)];
  for (let i = 0; i < times; i++) {
    const at = timesAt + i * size;
    const from = isLong ? Number(data.getBigInt64(at)) : data.getInt32(at);
    periods.push(period(data.getUint8(indexAt + i), from));
  }
  return periods;
}

/** Where a part whose header begins at `start` ends, with times of `size` bytes. */
function partEnd(data: DataView, start: number, size: number): number {
  const [isUt, isStandard, leaps, times, types, names] = [20, 24, 28, 32, 36, 40].map((at) =>
    data.getUint32(start + at),
  ) as [number, number, number, number, number, number];
  const body = times * (size + 1) + types * 6 + names + leaps * (size + 4) + isStandard + isUt;
  return start + headerBytes + body;
}
