import type { Frame } from '../model/culprit.ts';
import { failure, type Result, success } from '../model/result.ts';
import { FloatList, IntList } from './growing-array.ts';
import type { Profile } from './profile.ts';
import { sizeLabel } from './size-label.ts';
import { StackTable } from './stack-table.ts';
import { StringTable } from './string-table.ts';

type Row = { readonly stack: number; readonly size: number; readonly values: number[] };

/**
 * Current − base as a profile of its own, as `pprof -base` makes it: the same stack with the same size
 * label cancels, what is 0 in every column is left out. Headers are those of current. Fails when the
 * two do not count the same. Labels other than `bytes` are summed over.
 */
export function subtractProfiles(base: Profile, current: Profile): Result<Profile> {
  const types = (profile: Profile) => profile.sampleTypes.map(({ type }) => type).join(', ');
  if (types(base) !== types(current)) {
    return failure(
      `the base counts ${types(base)}, the current profile ${types(current)}: no difference can be taken`,
    );
  }
  const table = new StackTable();
  const rows = new Map<string, Row>();
  addRows(rows, table, base, -1);
  addRows(rows, table, current, 1);
  const kept = [...rows.values()].filter(({ values }) => values.some((value) => value !== 0));
  return success(assemble(current, table, kept));
}

function addRows(rows: Map<string, Row>, table: StackTable, profile: Profile, sign: number): void {
  const ids = table.intern(profile);
  const { stacks, sampleTypes } = profile;
  for (let i = 0; i < stacks.count; i++) {
    const size = sizeLabel(profile, i);
    const stack = ids[i] as number;
    const key = `${stack}:${size}`;
    const row = rows.get(key) ?? { stack, size, values: sampleTypes.map(() => 0) };
    rows.set(key, row);
    for (const type of sampleTypes.keys()) {
      const value = stacks.values[i * sampleTypes.length + type] as number;
      row.values[type] = (row.values[type] as number) + sign * value;
    }
  }
}

/** Builds the tables anew: one location for each group of calls that is left. */
function assemble(current: Profile, table: StackTable, rows: readonly Row[]): Profile {
  const strings = new Map<string, number>([
    ['', 0],
    ['bytes', 1],
  ]);
  const columns = newColumns();
  const locationOf = locationNumbers(columns, strings);
  for (const { stack, size, values } of rows) {
    columns.starts.push(columns.locations.length);
    columns.labelStarts.push(columns.labelKeys.length);
    for (const calls of table.locations(stack)) columns.locations.push(locationOf(calls));
    for (const value of values) columns.values.push(value);
    if (size === 0) continue;
    columns.labelKeys.push(1);
    columns.labelTexts.push(0);
    columns.labelNumbers.push(size);
    columns.labelUnits.push(1);
  }
  columns.starts.push(columns.locations.length);
  columns.labelStarts.push(columns.labelKeys.length);
  columns.lineStarts.push(columns.lineFunctions.length);
  return {
    ...current,
    mappings: [],
    strings: StringTable.of([...strings.keys()]),
    stacks: {
      count: rows.length,
      starts: columns.starts.done(),
      locations: columns.locations.done(),
      values: columns.values.done(),
      labelStarts: columns.labelStarts.done(),
      labelKeys: columns.labelKeys.done(),
      labelTexts: columns.labelTexts.done(),
      labelNumbers: columns.labelNumbers.done(),
      labelUnits: columns.labelUnits.done(),
    },
    locations: {
      count: columns.mappings.length,
      mappings: columns.mappings.done(),
      addresses: columns.addresses.done(),
      lineStarts: columns.lineStarts.done(),
      lineFunctions: columns.lineFunctions.done(),
      lineNumbers: columns.lineNumbers.done(),
    },
    functions: {
      count: columns.names.length,
      names: columns.names.done(),
      systemNames: columns.names.done(),
      files: columns.files.done(),
      startLines: columns.startLines.done(),
    },
  };
}

/** Gives each place a number and, when it is new, its rows in the tables of locations and functions. */
function locationNumbers(columns: Columns, strings: Map<string, number>) {
  const functionIds = new Map<string, number>();
  const locationIds = new Map<string, number>();
  const functionOf = ({ function: name, file }: Frame) => {
    const id = numberOf(functionIds, `${name}\n${file}`);
    if (id === columns.names.length) {
      columns.names.push(numberOf(strings, name));
      columns.files.push(numberOf(strings, file));
      columns.startLines.push(0);
    }
    return id;
  };
  return (calls: readonly Frame[]) => {
    const key = calls.map((call) => `${call.function}\n${call.file}\n${call.line}`).join('\n\n');
    const id = numberOf(locationIds, key);
    if (id < columns.mappings.length) return id;
    columns.mappings.push(-1);
    columns.addresses.push(0);
    columns.lineStarts.push(columns.lineFunctions.length);
    for (const call of calls) {
      columns.lineFunctions.push(functionOf(call));
      columns.lineNumbers.push(call.line);
    }
    return id;
  };
}

type Columns = ReturnType<typeof newColumns>;

function newColumns() {
  return {
    starts: new IntList(),
    locations: new IntList(),
    values: new FloatList(),
    labelStarts: new IntList(),
    labelKeys: new IntList(),
    labelTexts: new IntList(),
    labelNumbers: new FloatList(),
    labelUnits: new IntList(),
    mappings: new IntList(),
    addresses: new FloatList(),
    lineStarts: new IntList(),
    lineFunctions: new IntList(),
    lineNumbers: new IntList(),
    names: new IntList(),
    files: new IntList(),
    startLines: new IntList(),
  };
}

function numberOf<K>(ids: Map<K, number>, key: K): number {
  const known = ids.get(key);
  if (known !== undefined) return known;
  ids.set(key, ids.size);
  return ids.size - 1;
}
