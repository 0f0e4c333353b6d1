import type { Problem } from '../model/config.ts';
import { printable } from '../render/printable.ts';

/** `file:line:column: error: …`, as compilers say it, so that an editor can jump there. */
export function problemLine({ file, line, column, severity, message }: Problem): string {
  return printable(`${file}:${line}:${column}: ${severity}: ${message}`);
}
