import type { Culprit } from './culprit.ts';

/**
 * The name under which tables of functions have a culprit: that of its frame, as the profile has it. A closure is told
 * as the function that it was written in, and a table has the closure.
 */
export function rowName({ function: name, file, line, stack }: Culprit): string {
  if (stack.some((frame) => frame.function === name)) return name;
  return stack.find((frame) => frame.file === file && frame.line === line)?.function ?? name;
}
