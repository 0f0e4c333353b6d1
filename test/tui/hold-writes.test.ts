import { expect, test, vi } from 'vitest';
import { holdWrites } from '../../src/tui/hold-writes.ts';

test('what is written while a screen is shown is told at once and comes out later', async () => {
  const write = vi.fn((_text: string | Uint8Array) => true);
  const stream = { write };
  const told: string[] = [];
  const release = holdWrites(stream as never, (line) => told.push(line));
  const done = vi.fn();
  expect((stream.write as (...given: unknown[]) => boolean)('a warning\nand more\n', done)).toBe(
    true,
  );
  stream.write(new TextEncoder().encode('bytes\n'));
  expect(write).not.toHaveBeenCalled();
  expect(told).toEqual(['a warning', 'and more', 'bytes']);
  await expect.poll(() => done.mock.calls.length).toBe(1);
  release();
  expect(write.mock.calls).toEqual([['a warning\nand more\nbytes\n']]);
  stream.write('as before');
  expect(write).toHaveBeenLastCalledWith('as before');
});
