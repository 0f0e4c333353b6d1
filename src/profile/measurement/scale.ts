type Unit = { readonly name: string; readonly aliases: readonly string[]; readonly factor: number };
type UnitFamily = { readonly base: Unit; readonly units: readonly Unit[] };

const unit = (name: string, factor: number, ...aliases: readonly string[]): Unit => ({
  name,
  aliases,
  factor,
});

/** The units that pprof converts between, and their names in its output (internal/measurement). */
const families: readonly UnitFamily[] = [
  {
    base: unit('B', 1),
    units: [
      unit('B', 1, 'b', 'byte'),
      unit('kB', 2 ** 10, 'kb', 'kbyte', 'kilobyte'),
      unit('MB', 2 ** 20, 'mb', 'mbyte', 'megabyte'),
      unit('GB', 2 ** 30, 'gb', 'gbyte', 'gigabyte'),
      unit('TB', 2 ** 40, 'tb', 'tbyte', 'terabyte'),
      unit('PB', 2 ** 50, 'pb', 'pbyte', 'petabyte'),
    ],
  },
  {
    base: unit('s', 1e9),
    units: [
      unit('ns', 1, 'ns', 'nanosecond'),
      unit('us', 1e3, 'μs', 'us', 'microsecond'),
      unit('ms', 1e6, 'ms', 'millisecond'),
      unit('s', 1e9, 's', 'sec', 'second'),
      unit('hrs', 3600e9, 'hour', 'hr'),
    ],
  },
  {
    base: unit('GCU', 1),
    units: [
      unit('n*GCU', 1e-9, 'nanogcu'),
      unit('u*GCU', 1e-6, 'microgcu'),
      unit('m*GCU', 1e-3, 'milligcu'),
      unit('GCU', 1, 'gcu'),
      unit('k*GCU', 1e3, 'kilogcu'),
      unit('M*GCU', 1e6, 'megagcu'),
      unit('G*GCU', 1e9, 'gigagcu'),
      unit('T*GCU', 1e12, 'teragcu'),
      unit('P*GCU', 1e15, 'petagcu'),
    ],
  },
];

/** Units that say nothing beside a number. */
const silent = new Set(['count', 'sample', 'unit', 'minimum', 'auto']);

/** A number and the name of its unit; the name is empty where it says nothing. */
export type Scaled = { readonly value: number; readonly unit: string };

/**
 * Converts a value between units as pprof does (internal/measurement Scale): `minimum` and `auto` take
 * the largest unit that leaves 1 or more; an unknown target of a known family means its base unit; a
 * unit of no family is left as it is.
 */
export function scale(value: number, from: string, to: string): Scaled {
  // Go cannot negate the smallest int64, so it stays negative, which no unit divides to 1 or more.
  if (value < 0 && value !== -(2 ** 63)) {
    const positive = scale(-value, from, to);
    return { value: -positive.value, unit: positive.unit };
  }
  for (const family of families) {
    const source = findUnit(family, from);
    if (source === undefined) continue;
    const inBase = value * source.factor;
    const target =
      to === 'minimum' || to === 'auto' ? largestUnit(family, inBase) : findUnit(family, to);
    const { name, factor } = target ?? family.base;
    return { value: inBase / factor, unit: name };
  }
  return { value, unit: silent.has(to) ? '' : to };
}

/** Whether two units measure the same quantity: bytes and megabytes, not bytes and seconds. */
export function isSameQuantity(a: string, b: string): boolean {
  if (a === b) return true;
  return families.some((family) => findUnit(family, a) && findUnit(family, b));
}

function findUnit({ units }: UnitFamily, name: string): Unit | undefined {
  const lower = name.toLowerCase();
  const singular = lower.length > 2 && lower.endsWith('s') ? lower.slice(0, -1) : lower;
  return units.find(({ aliases }) => aliases.includes(singular));
}

function largestUnit({ units }: UnitFamily, value: number): Unit | undefined {
  return units.findLast(({ factor }) => value / factor >= 1);
}
