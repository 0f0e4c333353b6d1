import { decodeProfile } from '../../../src/profile/decode-profile.ts';
import { encodeProfile } from '../../../src/profile/encode-profile.ts';
import { heapBytes } from '../../support/profile-text.ts';

const sizes = [16, 32, 48, 64, 96, 128, 256, 512, 1024, 4096];

/** A heap profile of random stacks over so many functions, the same for the same arguments. */
export function generatedProfile(stacks: number, functions: number, seed: number): Uint8Array {
  const random = randomFrom(seed);
  const call = (below: number) => {
    const index = Math.floor(random() ** 2 * below);
    return `example.com/shop/part${index % 90}.Handle${index} part${index % 90}/file.go:${10 + (index % 7)}`;
  };
  const rows = Array.from({ length: stacks }, () => {
    const depth = 8 + Math.floor(random() * 30);
    const calls = Array.from({ length: depth }, () => call(functions));
    const size = sizes[Math.floor(random() * sizes.length)];
    const live = Math.floor(random() * 50);
    return `${live} ${live + 20} ${size} ${calls.join(' < ')} < main.main main.go:5`;
  });
  return heapBytes(rows.join('\n'));
}

/** The same stacks, with everything on them times `factor`, taken at another time. */
export function grownProfile(bytes: Uint8Array, factor: number, atMs: number): Uint8Array {
  const profile = decodeProfile(bytes);
  if (!profile.ok) throw new Error(profile.reason);
  const { timeNanos: _, ...rest } = profile.value;
  const { stacks } = rest;
  const values = stacks.values.map((value) => Math.round(value * factor));
  return encodeProfile({ ...rest, atMs, stacks: { ...stacks, values } });
}

/** A linear congruence (Numerical Recipes), which is random enough to fill a profile. */
function randomFrom(seed: number): () => number {
  let state = seed;
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return state / 2 ** 32;
  };
}
