import { stackLabels } from '../filter/stack-labels.ts';
import { compareText } from '../graph/compare-text.ts';
import type { Profile } from '../profile.ts';
import { goDuration } from './go-duration.ts';
import { padLeft } from './pad.ts';
import type { TimeFormat } from './report.ts';

/** `-raw`: the tables of a profile as text (profile/profile.go String). */
export function printRaw(profile: Profile, time: TimeFormat): string {
  const { stacks, locations, mappings } = profile;
  return [
    ...headerLines(profile, time),
    'Samples:',
    typesLine(profile),
    ...Array.from({ length: stacks.count }, (_, stack) => stackLines(profile, stack)).flat(),
    'Locations',
    ...Array.from({ length: locations.count }, (_, location) =>
      locationLines(profile, location),
    ).flat(),
    'Mappings',
    ...mappings.map((_, index) => mappingLine(profile, index)),
    '',
  ].join('\n');
}

function headerLines(profile: Profile, time: TimeFormat): string[] {
  const { comments, docUrl = '', periodType, period, timeNanos = 0n, durationMs } = profile;
  const lines = comments.map((comment) => `Comment: ${comment}`);
  if (docUrl !== '') lines.push(`Doc: ${docUrl}`);
  lines.push(`PeriodType: ${periodType?.type ?? ''} ${periodType?.unit ?? ''}`);
  lines.push(`Period: ${period}`);
  if (timeNanos !== 0n) lines.push(`Time: ${time.full(timeNanos)}`);
  // Go cuts the text of a duration to four characters under `%.4v`, and so does pprof.
  if (durationMs !== 0) {
    lines.push(`Duration: ${goDuration(Math.round(durationMs * 1e6)).slice(0, 4)}`);
  }
  return lines;
}

function typesLine({ sampleTypes, defaultSampleType }: Profile): string {
  const types = sampleTypes.map(({ type, unit }) => {
    return `${type}/${unit}${type === defaultSampleType ? '[dflt]' : ''}`;
  });
  return types.join(' ').trim();
}

function stackLines(profile: Profile, stack: number): string[] {
  const { stacks, sampleTypes } = profile;
  const width = sampleTypes.length;
  const path = [...stacks.locations.subarray(stacks.starts[stack], stacks.starts[stack + 1])];
  const weights = Array.from({ length: width }, (_, type) => {
    const at = stack * width + type;
    const value = stacks.exactValues?.get(at) ?? BigInt(stacks.values[at] as number);
    return ` ${padLeft(String(value), 10)}`;
  }).join('');
  const lines = [`${weights}: ${path.map((place) => `${idOf(profile, place)} `).join('')}`];
  const { texts, numbers } = stackLabels(profile, stack);
  const indent = ' '.repeat(16);
  const textLabels = [...texts].map(([key, all]) => `${key}:[${all.join(' ')}]`);
  const numberLabels = [...numbers].map(([key, { values: all, units }]) => {
    const written = all.map((value, i) => (units.length > 0 ? `${value} ${units[i]}` : value));
    return `${key}:[${written.join(' ')}]`;
  });
  for (const labels of [textLabels, numberLabels]) {
    if (labels.length > 0) lines.push(indent + labels.sort(compareText).join(' '));
  }
  return lines;
}

function locationLines(profile: Profile, location: number): string[] {
  const { locations } = profile;
  const mapping = locations.mappings[location] as number;
  const place = [
    `${padLeft(String(idOf(profile, location)), 6)}: ${hex(locations.addresses[location] as number)} `,
    mapping < 0 ? '' : `M=${mapping + 1} `,
    locations.folded?.[location] ? '[F] ' : '',
  ].join('');
  const from = locations.lineStarts[location] as number;
  const to = locations.lineStarts[location + 1] as number;
  if (from === to) return [place];
  return Array.from({ length: to - from }, (_, i) => {
    // Only the first line of a place says where it is.
    return (i === 0 ? place : ' '.repeat(13)) + callText(profile, from + i);
  });
}

function callText({ locations, functions, strings }: Profile, line: number): string {
  const called = locations.lineFunctions[line] as number;
  const name = strings.get(functions.names[called] as number);
  const systemName = strings.get(functions.systemNames[called] as number);
  const file = strings.get(functions.files[called] as number);
  const at = `${locations.lineNumbers[line]}:${locations.lineColumns?.[line] ?? 0}`;
  const linked = name === systemName ? '' : `(${systemName})`;
  return `${name} ${file}:${at} s=${functions.startLines[called]}${linked}`;
}

function mappingLine({ mappings }: Profile, index: number): string {
  const { start = 0, limit = 0, offset = 0, file, buildId, resolved = 0 } = mappings[index] ?? {};
  const bits = ['[FN]', '[FL]', '[LN]', '[IN]'].filter((_, bit) => (resolved >> bit) & 1).join('');
  return `${index + 1}: ${hex(start)}/${hex(limit)}/${hex(offset)} ${file} ${buildId} ${bits}`;
}

function idOf({ locations }: Profile, location: number): number | bigint {
  return locations.ids?.[location] ?? location + 1;
}

/** The end of everything is 2^64 - 1, which as a double is 2^64. */
function hex(value: number): string {
  const whole = BigInt(value);
  return `0x${(whole >> 64n === 0n ? whole : whole - 1n).toString(16)}`;
}
