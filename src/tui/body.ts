import type { Line } from './line.ts';
import type { Shown } from './shown.ts';

/** What stands between the header and the keys. */
export type Body = { readonly lines: readonly Line[]; readonly shown: Shown };
