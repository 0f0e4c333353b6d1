import type { Mapping } from '../profile.ts';

const procMaps =
  /^([0-9a-f]+)-([0-9a-f]+)\s+([-rwxps]+)\s+([0-9a-f]+)\s+[0-9a-f]+:[0-9a-f]+\s+\d+\s*(\S.*)?$/i;
const briefMaps = /^([0-9a-f]+)-([0-9a-f]+):\s+(\S.*)$/i;

/** Whether a line begins the list of what was mapped. */
export function isMapsHeading(line: string): boolean {
  return line === 'MAPPED_LIBRARIES:' || /^---\s*Memory map:\s*---/.test(line);
}

/**
 * What was mapped: lines of /proc/self/maps, or `start-limit: file`. Only what can hold code; neighbours of
 * one file are one (google/pprof profile.go massageMappings). A line `source=/srv` stands for `$source` in
 * those below it.
 */
export function parseMemoryMap(lines: readonly string[]): readonly Mapping[] {
  const mappings: Mapping[] = [];
  const named: [name: string, value: string][] = [];
  for (const line of lines) {
    const definition = /^(\w+)=(.*)$/.exec(line);
    if (definition !== null) named.push([`$${definition[1]}`, definition[2] ?? '']);
    const text = named.reduce((whole, [name, value]) => whole.replaceAll(name, () => value), line);
    const next = parseLine(text);
    if (next !== null) append(mappings, next);
  }
  return mappings;
}

function append(mappings: Mapping[], next: Mapping): void {
  const last = mappings.at(-1);
  if (last !== undefined && continues(last, next)) {
    mappings[mappings.length - 1] = { ...last, limit: next.limit };
  } else mappings.push(next);
}

function parseLine(line: string): Mapping | null {
  const brief = briefMaps.exec(line);
  if (brief !== null) {
    return mapping(brief[1], brief[2], '0', brief[3]?.replace(/\s+\([0-9a-f]+\)$/, ''));
  }
  const full = procMaps.exec(line);
  return full?.[3]?.includes('x') ? mapping(full[1], full[2], full[4], full[5]) : null;
}

function mapping(start = '', limit = '', offset = '', file = ''): Mapping {
  const hex = (text: string) => Number.parseInt(text, 16);
  return {
    start: hex(start),
    limit: hex(limit),
    offset: hex(offset),
    file: file.trim(),
    buildId: '',
  };
}

function continues(last: Mapping, next: Mapping): boolean {
  const follows = last.limit === next.start && last.file === next.file;
  return follows && (next.offset === 0 || last.offset + (last.limit - last.start) === next.offset);
}
