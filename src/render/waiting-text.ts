import type { Waiting } from '../model/culprit.ts';
import { culpritPlace } from './culprit-text.ts';
import { printable } from './printable.ts';

/** `waiting for chan receive at shop/pump.go:12 for 3 to 45 min, started by shop.Serve (shop/serve.go:9)`. */
export function waitingText({ reason, at, runs, startedBy, minutes }: Waiting): string {
  const what = reason === '' ? 'running' : `waiting: ${printable(reason)}`;
  const [least, most] = minutes ?? [0, 0];
  const range = least === most ? `${most} min` : `${least} to ${most} min`;
  const long = minutes === null ? '' : most === 0 ? ' for less than 1 min' : ` for ${range}`;
  const started =
    startedBy === null
      ? `started as ${culpritPlace(runs)}`
      : `started by ${culpritPlace(startedBy)}`;
  return `${what} at ${culpritPlace(at)}${long}, ${started}`;
}
