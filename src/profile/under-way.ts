import type { Frame } from '../model/culprit.ts';
import type { SiteGrowth } from './site-growth.ts';

/** The part of the growth that requests under way must make up. */
const mostOfIt = 0.5;

/** A handler of net/http, and the goroutine beside it that listens whether its client is still there. */
const serves = /^net\/http\.\(\*conn\)\.serve$/;
const clientWaits = /^net\/http\.\(\*connReader\)\.backgroundRead$/;
/** Goroutines that wait for the other side of a connection, or sleep and wake up by themselves. */
const goesOn =
  /^(time\.Sleep|internal\/poll\.runtime_pollWait|net\/http\.\(\*(persistConn|http2ClientConn)\)\.(roundTrip|RoundTrip))$/;

/**
 * Whether goroutines that became more are those of requests under way: they wait for an answer from the
 * network, they sleep between two tries, or they serve a client that still waits for theirs. More traffic, or a slower neighbour, looks
 * just like a leak of them. Whoever has leaked a handler has lost its client sooner or later, and with it
 * the goroutine that listens to it. `all`: the growths of a goroutine diff.
 */
export function requestsUnderWay(
  all: readonly SiteGrowth[],
  framesOf: (stack: number) => readonly Frame[],
): (growth: SiteGrowth) => boolean {
  const grownWhere = (growths: readonly SiteGrowth[], name: RegExp) => {
    let grown = 0;
    for (const growth of growths) {
      for (const { stack, first, now } of growth.buckets()) {
        const change = now.value - first.value;
        const found = change !== 0 && framesOf(stack).some((frame) => name.test(frame.function));
        if (found) grown += change;
      }
    }
    return grown;
  };
  let clients: number | null = null;
  return (growth) => {
    clients ??= grownWhere(all, clientWaits);
    const { values } = growth.series;
    const whole = (values.at(-1) ?? 0) - (values[0] ?? 0);
    const served = Math.min(clients, grownWhere([growth], serves));
    return Math.max(served, grownWhere([growth], goesOn)) >= mostOfIt * whole;
  };
}
