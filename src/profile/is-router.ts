import { isHandler } from './is-handler.ts';
import { isServingLoop } from './serving-loop.ts';

/** How a chain of middlewares calls the next one. */
const next = /\.[nN]ext$/;

/** Whether a function may hand requests on to what it was given, by its name: the loop of a server, or a handler. */
export function isRouter(name: string): boolean {
  return isServingLoop(name) || isHandler(name);
}

/** The same with what calls the next one of a chain. */
export function handsOn(name: string): boolean {
  return isRouter(name) || next.test(name);
}
