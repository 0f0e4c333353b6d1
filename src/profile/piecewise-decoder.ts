import { Decoder } from './decoder.ts';
import { ByteList } from './growing-array.ts';
import type { Profile } from './profile.ts';
import { MalformedError } from './wire-reader.ts';

/** A piece and what was left of the one before; a field that is longer makes more room. */
const usualRoom = 128 * 1024;

/**
 * Decodes the unpacked bytes of a profile piece by piece, so that they are never there as a whole: of a message
 * nothing is kept but its columns, and of a string its own bytes. A piece is copied and may go.
 */
export class PiecewiseDecoder {
  /** What was not read yet: whole fields are, the beginning of the next one is not. */
  readonly #window = new ByteList(usualRoom);
  readonly #decoder: Decoder;
  #isMalformed = false;

  /** `length`: a guess at that of the whole profile, which saves copies. */
  constructor(length: number) {
    this.#decoder = new Decoder(this.#window.data, 'pieces', length);
  }

  /** Reads on. False: these bytes are no profile in pprof's format, and no piece that comes makes one of them. */
  add(piece: Uint8Array): boolean {
    if (this.#isMalformed) return false;
    this.#window.add(piece, 0, piece.length);
    return this.#unless(() => {
      const { reader } = this.#decoder;
      this.#look(reader.pos);
      while (endOfField(reader.bytes, reader.pos, reader.end) <= reader.end && reader.next()) {
        this.#decoder.readField();
      }
      this.#keepRest(reader.pos);
    });
  }

  /** The profile; null: what came is none. Only `decodeProfile`, which has it as a whole, can say what it is. */
  done(): Profile | null {
    let profile: Profile | null = null;
    this.#unless(() => {
      this.#look(0);
      profile = this.#decoder.profile();
    });
    return profile;
  }

  #look(pos: number): void {
    const { reader } = this.#decoder;
    reader.bytes = this.#window.data;
    reader.pos = pos;
    reader.end = this.#window.length;
  }

  #keepRest(from: number): void {
    const { data, length } = this.#window;
    // What waits for the rest of a long field stays where it is, and is not copied onto itself for each piece of it.
    if (from > 0) data.copyWithin(0, from, length);
    this.#window.length = length - from;
    this.#decoder.reader.pos = 0;
  }

  /** Whether nothing was malformed. */
  #unless(read: () => void): boolean {
    if (this.#isMalformed) return false;
    try {
      read();
    } catch (error) {
      if (!(error instanceof MalformedError)) throw error;
      this.#isMalformed = true;
    }
    return !this.#isMalformed;
  }
}

/** Where the field at `pos` ends; Infinity where its tag or its length is not there as a whole. */
function endOfField(bytes: Uint8Array, pos: number, end: number): number {
  const afterTag = endOfNumber(bytes, pos, end);
  if (afterTag > end) return afterTag;
  const wire = (bytes[pos] as number) & 7;
  if (wire === 1) return afterTag + 8;
  if (wire === 5) return afterTag + 4;
  // One that does not exist is refused by who reads it.
  if (wire !== 0 && wire !== 2) return afterTag;
  const after = endOfNumber(bytes, afterTag, end);
  if (wire === 0 || after > end) return after;
  let length = 0;
  for (let i = after - 1; i >= afterTag; i--) length = length * 128 + ((bytes[i] as number) & 0x7f);
  return after + length;
}

/** A number of more bytes than 64 bits have is refused by who reads it. */
const mostBytes = 10;

function endOfNumber(bytes: Uint8Array, pos: number, end: number): number {
  for (let i = pos; i < end; i++) {
    if ((bytes[i] as number) < 0x80 || i - pos >= mostBytes) return i + 1;
  }
  return Number.POSITIVE_INFINITY;
}
