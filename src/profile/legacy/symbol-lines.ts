import type { NamedCall, ProfileBuilder } from './profile-builder.ts';

/**
 * The stack of a row: of the named calls that Go writes below it, one a line, innermost first, else of
 * its addresses.
 *
 *     1: 442368 [1: 442368] @ 0x6c71e5 0x6c6e73
 *     #	0x6c71e4	shop/api.(*Server).onEvent+0xc4	/src/shop/api.go:30
 *     #	0x6c6e72	shop/api.(*Server).ServeOrder+0x712	/src/shop/api.go:25
 *
 * What the compiler folded into its caller has the caller's address and shares its location. `from`: the
 * index of the line after the row.
 */
export function stackOf(
  builder: ProfileBuilder,
  addresses: string,
  lines: readonly string[],
  from: number,
): readonly number[] {
  const places: { address: number; calls: NamedCall[] }[] = [];
  for (let at = from; at < lines.length && (lines[at] as string).startsWith('#\t'); at++) {
    const { address, call } = parseSymbol(lines[at] as string);
    const last = places.at(-1);
    if (last?.address === address && call !== null) last.calls.push(call);
    else places.push({ address, calls: call === null ? [] : [call] });
  }
  return places.length > 0
    ? places.map(({ address, calls }) => builder.location(address, calls))
    : addressesOf(addresses).map((address) => builder.location(address, []));
}

/** Hexadecimal addresses; each is that of a return, one past the call (legacy_profile.go). */
export function addressesOf(text: string): readonly number[] {
  const found = text.match(/0x[0-9a-f]+/g) ?? [];
  return found.map((address) => Number(address) - 1);
}

function parseSymbol(line: string): { address: number; call: NamedCall | null } {
  // A writer of tables pads its columns with tabs.
  const [, address = '', name = '', place = ''] = line.split('\t').filter((part) => part !== '');
  const colon = place.lastIndexOf(':');
  const call = {
    function: name.trim().replace(/\+0x[0-9a-f]+$/, ''),
    file: colon < 0 ? place : place.slice(0, colon),
    line: colon < 0 ? 0 : Number.parseInt(place.slice(colon + 1), 10) || 0,
  };
  return { address: Number(address) || 0, call: name === '' ? null : call };
}
