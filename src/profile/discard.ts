import type { Profile } from './profile.ts';

/** Smaller ones are the collector's: they may be shared, and there is nothing to gain. */
const leastBytes = 64 * 1024;

/**
 * Gives the memory of a buffer that nobody needs any more back at once. The collector would get to it in the end,
 * but sees a few bytes where there are millions, and by then the next profile is decoded. It is empty afterwards.
 */
export function discard(...views: readonly ArrayBufferView[]): void {
  for (const { buffer, byteLength } of views) {
    if (byteLength < leastBytes || !(buffer instanceof ArrayBuffer)) continue;
    buffer.transfer(0);
  }
}

/** The same of what is large in a decoded profile: its columns and its text. Nothing may be read of it afterwards. */
export function discardProfile({ stacks, strings, locations, functions: named }: Profile): void {
  const { values, labelNumbers, starts, labelKeys, labelTexts, labelUnits } = stacks;
  discard(strings.bytes, stacks.locations, values, labelNumbers);
  discard(locations.mappings, locations.addresses, locations.lineStarts);
  discard(locations.lineFunctions, locations.lineNumbers);
  discard(named.names, named.systemNames, named.files, named.startLines);
  discard(starts, stacks.labelStarts, labelKeys, labelTexts, labelUnits);
}
