import { isHandler } from './is-handler.ts';
import { isServingLoop } from './serving-loop.ts';

/** Whether a function may hand requests on to what it was given, by its name: the loop of a server, or a handler. */
export function isRouter(name: string): boolean {
  return isServingLoop(name) || isHandler(name);
}
