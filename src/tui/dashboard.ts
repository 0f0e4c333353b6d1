import { Box, Text, useInput, useWindowSize } from 'ink';
import { createElement, type ReactNode, useEffect, useRef, useState } from 'react';
import type { WatchEvent } from '../model/event.ts';
import type { Snapshot } from '../model/snapshot.ts';
import { toAscii } from '../render/to-ascii.ts';
import { frame } from './frame.ts';
import { actionsOf } from './keys.ts';
import type { Line } from './line.ts';
import { styleOf, type Theme } from './theme.ts';
import { firstView, reduce } from './view.ts';

/** What is shown at one time: the engine's state and its latest events, oldest first. */
export type Picture = { readonly snapshot: Snapshot; readonly events: readonly WatchEvent[] };

/** Four pictures a second: what is watched changes once a second at most. */
const refreshMs = 250;

/**
 * The dashboard (no JSX here, so that plain Node can run the sources): takes a picture every quarter of a second unless frozen, and tells `onEnd` when the
 * user leaves. Without `keys` (stdin is no terminal) it only shows.
 */
export function Dashboard(props: {
  readonly picture: () => Picture;
  readonly theme: Theme;
  readonly keys: boolean;
  readonly onEnd: (how: 'quit' | 'interrupted') => void;
}): ReactNode {
  const { picture, theme, keys, onEnd } = props;
  const size = useWindowSize();
  const [view, setView] = useState(firstView);
  const [shown, setShown] = useState(picture);
  const drawn = frame(shown.snapshot, shown.events, view, size);
  // Several letters may arrive before the next frame; each must see what the one before it did.
  const latest = useRef(view);
  useInput(
    (input, key) => {
      for (const action of actionsOf(input, key)) {
        latest.current = reduce(latest.current, action, drawn);
      }
      setView(latest.current);
    },
    { isActive: keys },
  );
  useEffect(() => {
    if (view.end !== null) onEnd(view.end);
  }, [view.end, onEnd]);
  useEffect(() => {
    if (view.frozen) return;
    const timer = setInterval(() => setShown(picture()), refreshMs);
    return () => clearInterval(timer);
  }, [view.frozen, picture]);
  return createElement(Lines, { lines: drawn.lines, theme });
}

/** Lines as ink draws them: one `Text` a line, cut rather than wrapped whatever the terminal does. */
export function Lines({ lines, theme }: { lines: readonly Line[]; theme: Theme }): ReactNode {
  const rows = lines.map((line) => {
    const spans = line.map(({ text, tone }) =>
      createElement(Text, styleOf(tone, theme), theme.unicode ? text : toAscii(text)),
    );
    return createElement(Text, { wrap: 'truncate-end' }, ...spans);
  });
  return createElement(Box, { flexDirection: 'column' }, ...rows);
}
