import { expect, test } from 'vitest';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import type { Profile } from '../../src/profile/profile.ts';
import { SiteTable } from '../../src/profile/site-table.ts';
import { StackTable } from '../../src/profile/stack-table.ts';
import { randomOf, randomProfile } from '../support/random-profile.ts';

function drawn(seed: number): Profile {
  const profile = decodeProfile(randomProfile(randomOf(seed)));
  if (!profile.ok) throw new Error(profile.reason);
  return profile.value;
}

const isMethod = (name: string) => name.includes('.(*');

/** What is asked of each stack by its number, and the same by its frames. */
function answers(profile: Profile) {
  const stacks = new StackTable();
  const ids = stacks.intern(profile);
  const sites = new SiteTable(stacks);
  const calledByOwn = sites.calledByOwn(isMethod);
  return Array.from(ids, (id) => {
    const frames = stacks.frames(id);
    const own = frames.findIndex((frame) => sites.kind(frame) === 'application');
    const below = frames.slice(0, Math.max(0, own));
    return {
      name: sites.callerName(id),
      nameByFrames: sites.callers(frames).map((frame) => sites.name(frame))[0] ?? '',
      isCalled: calledByOwn(id),
      isCalledByFrames: below.some((frame) => isMethod(frame.function)),
    };
  });
}

test('what is asked of a stack by its number is what its frames say', () => {
  const all = Array.from({ length: 200 }, (_, seed) => answers(drawn(seed))).flat();
  expect(all.map(({ name }) => name)).toEqual(all.map(({ nameByFrames }) => nameByFrames));
  expect(all.map(({ isCalled }) => isCalled)).toEqual(
    all.map(({ isCalledByFrames }) => isCalledByFrames),
  );
  expect(all.filter(({ name }) => name === '').length).toBeGreaterThan(20);
  expect(all.filter(({ name }) => name !== '').length).toBeGreaterThan(20);
  expect(all.filter(({ isCalled }) => isCalled).length).toBeGreaterThan(20);
});
