import { expect, test } from 'vitest';
import { compilePattern } from '../../src/profile/filter/compile-pattern.ts';

test.each(['(a*)*b', '(a+)+$', '(a|a)*b', '(.*)*x'])(
  '%s, which takes others for ever, takes a moment',
  (source) => {
    const compiled = compilePattern(source);
    if (!compiled.ok) throw new Error(compiled.reason);
    const started = performance.now();
    expect(compiled.value(`${'a'.repeat(50_000)}!`)).toBe(false);
    expect(performance.now() - started).toBeLessThan(10_000);
  },
);

test.each(['(?=a)', '\\1', '('])(
  '%s, which needs more than linear time or is none, is refused',
  (source) => {
    expect(compilePattern(source)).toMatchObject({
      ok: false,
      reason: expect.stringContaining(`${source} is no regular expression`),
    });
  },
);
