import { existsSync, readFileSync } from 'node:fs';
import { expect, test } from 'vitest';

/** The lists of promises, each by the file and the heading above it. */
const lists = [
  ['ARCHITECTURE.md', '## Promises, and what holds them'],
  ['SECURITY.md', '## What is promised, and the test that holds it'],
] as const;

const named = /\btest\/[\w./-]+\.(?:test|e2e|faults|long)\.ts\b/g;

test.each(lists)('each promise of %s names a test that is there', (file, heading) => {
  const promises = promisesUnder(readFileSync(file, 'utf8'), heading);
  expect(promises.length).toBeGreaterThan(5);
  expect(promises.filter((promise) => testsOf(promise).length === 0)).toEqual([]);
  const gone = promises.flatMap(testsOf).filter((path) => !existsSync(path));
  expect(gone).toEqual([]);
});

/** The items of the list that begins under a heading, each with all of its lines. */
function promisesUnder(text: string, heading: string): string[] {
  const [, after = ''] = text.split(`\n${heading}\n`);
  const [section = ''] = after.split('\n## ');
  return section.split(/^- /m).slice(1);
}

function testsOf(promise: string): string[] {
  return promise.match(named) ?? [];
}
