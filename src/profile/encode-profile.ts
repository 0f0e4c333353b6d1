import { gzipSync } from 'node:zlib';
import type { Profile, ValueType } from './profile.ts';
import { WireWriter } from './wire-writer.ts';

const nanosPerMs = 1e6;

/**
 * Writes a profile in pprof's format (google/pprof proto/profile.proto), gzipped, as `go tool pprof`
 * and Pyroscope read it. Columns are renumbered from 1.
 */
export function encodeProfile(profile: Profile): Uint8Array {
  const strings = new StringIndex(profile);
  const out = new WireWriter();
  const valueType = (field: number, { type, unit }: ValueType) =>
    out.message(field, (part) => {
      part.number(1, strings.of(type));
      part.number(2, strings.of(unit));
    });
  for (const type of profile.sampleTypes) valueType(1, type);
  writeStacks(profile, out);
  writeMappings(profile, strings, out);
  writeLocations(profile, out);
  writeFunctions(profile, out);
  out.number(7, strings.of(profile.dropFrames ?? ''));
  out.number(8, strings.of(profile.keepFrames ?? ''));
  out.bigInt(9, profile.timeNanos ?? BigInt(Math.round((profile.atMs ?? 0) * nanosPerMs)));
  out.number(10, Math.round(profile.durationMs * nanosPerMs));
  if (profile.periodType !== null) valueType(11, profile.periodType);
  out.number(12, profile.period);
  out.packed(
    13,
    profile.comments.map((text) => strings.of(text)),
  );
  out.number(14, strings.of(profile.defaultSampleType));
  out.number(15, strings.of(profile.docUrl ?? ''));
  strings.write(out);
  return gzipSync(out.done());
}

/** The profile's own strings keep their numbers; what is new follows. */
class StringIndex {
  readonly #profile: Profile;
  readonly #added: string[] = [];
  readonly #known = new Map<string, number>([['', 0]]);

  constructor(profile: Profile) {
    this.#profile = profile;
  }

  of(text: string): number {
    const known = this.#known.get(text);
    if (known !== undefined) return known;
    const index = this.#profile.strings.length + this.#added.length;
    this.#added.push(text);
    this.#known.set(text, index);
    return index;
  }

  write(out: WireWriter): void {
    const { strings } = this.#profile;
    for (let i = 0; i < strings.length; i++) out.bytes(6, strings.raw(i));
    const encoder = new TextEncoder();
    for (const text of this.#added) out.bytes(6, encoder.encode(text));
  }
}

function writeStacks({ stacks, sampleTypes }: Profile, out: WireWriter): void {
  const width = sampleTypes.length;
  for (let i = 0; i < stacks.count; i++) {
    out.message(2, (part) => {
      const path = stacks.locations.subarray(stacks.starts[i], stacks.starts[i + 1]);
      part.packed(
        1,
        path.map((location) => location + 1),
      );
      part.packed(
        2,
        Array.from({ length: width }, (_, type) => {
          const at = i * width + type;
          return stacks.exactValues?.get(at) ?? (stacks.values[at] as number);
        }),
      );
      const end = stacks.labelStarts[i + 1] as number;
      for (let label = stacks.labelStarts[i] as number; label < end; label++) {
        part.message(3, (inner) => {
          inner.number(1, stacks.labelKeys[label] as number);
          inner.number(2, stacks.labelTexts[label] as number);
          inner.number(3, stacks.labelNumbers[label] as number);
          inner.number(4, stacks.labelUnits[label] as number);
        });
      }
    });
  }
}

function writeMappings({ mappings }: Profile, strings: StringIndex, out: WireWriter): void {
  for (const [index, mapping] of mappings.entries()) {
    out.message(3, (part) => {
      part.number(1, index + 1);
      part.number(2, mapping.start);
      part.number(3, mapping.limit);
      part.number(4, mapping.offset);
      part.number(5, strings.of(mapping.file));
      part.number(6, strings.of(mapping.buildId));
      for (const bit of [0, 1, 2, 3]) part.number(7 + bit, ((mapping.resolved ?? 0) >> bit) & 1);
    });
  }
}

function writeLocations({ locations }: Profile, out: WireWriter): void {
  for (let i = 0; i < locations.count; i++) {
    out.message(4, (part) => {
      part.number(1, i + 1);
      part.number(2, (locations.mappings[i] as number) + 1);
      part.number(3, locations.addresses[i] as number);
      const end = locations.lineStarts[i + 1] as number;
      for (let line = locations.lineStarts[i] as number; line < end; line++) {
        part.message(4, (inner) => {
          inner.number(1, (locations.lineFunctions[line] as number) + 1);
          inner.number(2, locations.lineNumbers[line] as number);
          inner.number(3, locations.lineColumns?.[line] ?? 0);
        });
      }
      part.number(5, locations.folded?.[i] ?? 0);
    });
  }
}

function writeFunctions({ functions }: Profile, out: WireWriter): void {
  for (let i = 0; i < functions.count; i++) {
    out.message(5, (part) => {
      part.number(1, i + 1);
      part.number(2, functions.names[i] as number);
      part.number(3, functions.systemNames[i] as number);
      part.number(4, functions.files[i] as number);
      part.number(5, functions.startLines[i] as number);
    });
  }
}
