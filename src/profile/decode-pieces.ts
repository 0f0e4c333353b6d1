import { PiecewiseDecoder } from './piecewise-decoder.ts';
import type { Profile } from './profile.ts';
import { isZipped, limitOf } from './unzip.ts';
import { unzipPieces } from './unzip-pieces.ts';

/** Profiles become two to three times as large; too much is room that is never touched. */
const usualTimes = 3;

/** A profile, and how much it was unpacked to of the most that it might have been. */
export type FromPieces = {
  readonly profile: Profile;
  readonly unpacked: { readonly used: number; readonly most: number };
};

/**
 * Reads a profile in pprof's format as `decodeProfile` does, of `length` bytes that come in pieces, each good until the
 * next is asked for: neither they nor what they unpack to are ever there as a whole. null: it is damaged, too large,
 * or of another format, of which `decodeProfile` says the rest.
 */
export async function decodePieces(
  pieces: AsyncIterable<Uint8Array>,
  length: number,
): Promise<FromPieces | null> {
  const most = limitOf({ length });
  let used = 0;
  const source = pieces[Symbol.asyncIterator]();
  const first = await source.next();
  // What begins a gzip stream is two bytes.
  if (first.done === true || first.value.length < 2) {
    await source.return?.();
    return null;
  }
  const zipped = isZipped(first.value);
  const decoder = new PiecewiseDecoder(zipped ? Math.min(most, usualTimes * length) : length);
  const all = startingWith(first.value, source);
  const read = (raw: Uint8Array) => {
    used += raw.length;
    return used <= most && decoder.add(raw);
  };
  if (!(await (zipped ? unzipPieces(all, read) : readAll(all, read)))) return null;
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

async function* startingWith(
  first: Uint8Array,
  rest: AsyncIterator<Uint8Array>,
): AsyncIterable<Uint8Array> {
  try {
    yield first;
    for (let next = await rest.next(); next.done !== true; next = await rest.next()) {
      yield next.value;
    }
  } finally {
    // Who wants no more closes what is read.
    await rest.return?.();
  }
}
