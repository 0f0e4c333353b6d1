import type { Frame } from '../model/culprit.ts';
import { libraryOf } from './library-of.ts';
import type { SiteTable } from './site-table.ts';

/** The loops in which servers take requests: net/http, http2, grpc, fasthttp. */
const loops = /\.\(\*conn\)\.serve$|\.\(\*\w*[sS]erver(Conn|Transport)?\)\.|\.\(\*http2Server\)\./;

/** The library whose serving loop a stack runs in; empty when it runs in none. */
export function servingLibrary(frames: readonly Frame[], sites: SiteTable): string {
  const root = frames.findLast((frame) => sites.kind(frame) !== 'runtime');
  if (root === undefined || sites.kind(root) === 'application') return '';
  const library = libraryOf(root);
  const serves = frames.some((frame) => loops.test(frame.function) && libraryOf(frame) === library);
  return serves ? library : '';
}
