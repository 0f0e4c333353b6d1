import { PiecewiseDecoder } from './piecewise-decoder.ts';
import type { Profile } from './profile.ts';
import { isZipped, limitOf } from './unzip.ts';
import { unzipPieces } from './unzip-pieces.ts';

/** Profiles become two to three times as large; too much is room that is never touched. */
const usualTimes = 3;

/** So many tell whether it is a gzip stream. */
const headBytes = 2;

/** A profile, and how much it was unpacked to of the most that it might have been. */
export type FromPieces = {
  readonly profile: Profile;
  readonly unpacked: { readonly used: number; readonly most: number };
};

/**
 * Reads a profile in pprof's format as `decodeProfile` does, of `length` bytes that come in pieces, each good until the
 * next is asked for: neither they nor what they unpack to are ever there as a whole. null: it is damaged, too large,
 * or of another format, of which `decodeProfile` says the rest; or more or less came than `length`, since what ends
 * early may be a profile as well.
 */
export async function decodePieces(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
): Promise<FromPieces | null> {
  const most = limitOf({ length });
  let came = 0;
  let used = 0;
  const source = pieces[Symbol.asyncIterator]();
  const head = await headOf(source);
  const zipped = isZipped(head);
  const decoder = new PiecewiseDecoder(zipped ? Math.min(most, usualTimes * length) : length);
  const all = startingWith(head, source, (count) => {
    came += count;
  });
  const read = (raw: Uint8Array) => {
    used += raw.length;
    return used <= most && decoder.add(raw);
  };
  const isRead = await (zipped ? unzipPieces(all, read) : readAll(all, read));
  if (!isRead || came !== length) return null;
  const profile = decoder.done();
  return profile === null ? null : { profile, unpacked: { used, most } };
}

async function readAll(
  pieces: AsyncIterable<Uint8Array>,
  read: (raw: Uint8Array) => boolean,
): Promise<boolean> {
  for await (const piece of pieces) if (!read(piece)) return false;
  return true;
}

/** What comes first, as much as tells what it is, if that much comes; copies, which stay. */
async function headOf(source: AsyncIterator<Uint8Array>): Promise<Uint8Array> {
  let head: Uint8Array = new Uint8Array();
  while (head.length < headBytes) {
    const next = await source.next();
    if (next.done === true) break;
    head = Buffer.concat([head, next.value]);
  }
  return head;
}

async function* startingWith(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
  count: (bytes: number) => void,
): AsyncIterable<Uint8Array> {
  try {
    count(first.length);
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      count(next.value.length);
      yield next.value;
    }
  } finally {
    // Who wants no more closes what is read.
    await rest.return?.();
  }
}
