import type { Frame } from '../model/culprit.ts';
import { packageOf } from './function-name.ts';
import { isOfLibrary, libraryOf } from './library-of.ts';
import { isServingLoop } from './serving-loop.ts';
import type { SiteTable } from './site-table.ts';

/** What who starts a server calls, and does not come back from. */
const accepting = /\.\(\*\w*[sS]erver\)\.(\w*Serve\w*|[aA]ccept\w*)$/;

/** The library whose serving loop a stack runs in; empty when it runs in none. */
export function servingLibrary(frames: readonly Frame[], sites: SiteTable): string {
  const root = frames.findLast((frame) => sites.kind(frame) !== 'runtime');
  if (root === undefined || sites.kind(root) === 'application') return '';
  const library = libraryOf(root);
  const serves = frames.some(
    (frame) => isServingLoop(frame.function) && libraryOf(frame) === library,
  );
  return serves ? library : '';
}

/** Whether a function of a server's library has it accept connections, by its name. */
export function accepts(name: string, library: string): boolean {
  return accepting.test(name) && isOfLibrary(packageOf(name), library);
}
