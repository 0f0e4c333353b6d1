import type { Body } from './body.ts';
import { eventStrip } from './event-strip.ts';
import { type Line, span } from './line.ts';
import type { Picture } from './picture.ts';
import { nothingShown } from './shown.ts';
import { titleRule } from './title-rule.ts';

/** What the engine has said, the newest first. */
export function eventsScreen(
  { events, snapshot }: Picture,
  { scroll }: { readonly scroll: number },
  width: number,
  height: number,
): Body {
  const room = Math.max(1, height - 1);
  const maxScroll = Math.max(0, events.length - room);
  const from = Math.min(scroll, maxScroll);
  const seen = events.slice(Math.max(0, events.length - from - room), events.length - from);
  const lines: Line[] =
    events.length === 0
      ? [[span(' Nothing has happened yet.', 'dim')]]
      : eventStrip(
          seen.map((event) => ({ event, captures: [] })),
          snapshot.atMs,
        ).reverse();
  return {
    lines: [titleRule('events, newest first', width), ...lines],
    shown: { ...nothingShown, page: room, maxScroll },
  };
}
