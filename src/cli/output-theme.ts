import { type Theme, themeOf } from '../tui/theme.ts';
import type { Io } from './io.ts';

/** How stdout can be written to; null: it is no terminal, and wants text alone. */
export function outputTheme({ stdout, env }: Pick<Io, 'stdout' | 'env'>): Theme | null {
  return stdout.isTTY === true ? themeOf(env) : null;
}
