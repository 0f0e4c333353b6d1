import { useApp, useInput, useWindowSize } from 'ink';
import { type ReactNode, useEffect, useRef, useState } from 'react';
import type { Ask } from './action.ts';
import { frame, type Size } from './frame.ts';
import { actionsOf } from './keys.ts';
import type { Line } from './line.ts';
import type { Answers, Picture } from './picture.ts';
import { reduce } from './reduce.ts';
import { firstView, screenOf, type View } from './view.ts';

/** What the dashboard is given. */
export type DashboardProps = {
  readonly picture: () => Picture;
  readonly answers: () => Answers;
  /** Shows a whole frame; told anew of the size, it knows that the screen is empty. */
  readonly draw: (lines: readonly Line[], size: Size) => void;
  /** Does what was asked for; when something has come of it, `changed` is called. */
  readonly perform: (
    ask: Exclude<Ask, { kind: 'suspend' }>,
    changed: (view?: Change) => void,
  ) => void;
  /** Told which target is on the whole screen; null: none. */
  readonly looksAt: (targetId: string | null) => void;
  /** Stops the process until it is told to go on. */
  readonly suspend: () => Promise<void>;
  /** Calls back when the process is told from outside to stop; the answer takes the wish back. */
  readonly onSuspend: (listener: () => void) => () => void;
  readonly keys: boolean;
  readonly onEnd: (how: 'quit' | 'interrupted') => void;
};

/** What an answer changes of the view. */
export type Change = (view: View) => View;

/** Four pictures a second: what is watched changes once a second at most. */
const refreshMs = 250;

/**
 * The dashboard (no JSX here, so that plain Node can run the sources): takes a picture every quarter of a second unless
 * frozen, and tells `onEnd` when the user leaves. Ink reads the keys and holds the terminal; what is seen goes
 * through `draw`. Without `keys` (stdin is no terminal) it only shows.
 */
export function Dashboard(props: DashboardProps): ReactNode {
  const { picture, answers, draw, perform, looksAt, onSuspend, keys, onEnd } = props;
  const { suspendTerminal } = useApp();
  const size = useWindowSize();
  const [view, setView] = useState(firstView);
  const [shown, setShown] = useState(picture);
  const [, setAnswered] = useState(0);
  const drawn = frame(shown, answers(), view, size);
  // Several letters may arrive before the next frame; each must see what the one before it did.
  const latest = useRef({ view, shown: drawn.shown });
  latest.current.shown = drawn.shown;
  const change = (made: View) => {
    latest.current.view = made;
    setView(made);
  };
  const suspend = useRef(async () => {});
  suspend.current = async () => {
    await suspendTerminal(props.suspend);
    // Nobody knows what the screen shows now.
    draw([], size);
    setShown(picture());
  };
  const act = (ask: Ask) => {
    if (ask.kind === 'suspend') void suspend.current().catch(() => undefined);
    else {
      perform(ask, (next) => {
        if (next !== undefined) change(next(latest.current.view));
        setAnswered((count) => count + 1);
      });
    }
  };
  useInput(
    (input, key) => {
      for (const action of actionsOf(input, key, latest.current.view.isTyping)) {
        const done = reduce(latest.current.view, action, latest.current.shown);
        latest.current.view = done.view;
        latest.current.shown = frame(shown, answers(), done.view, size).shown;
        if (done.ask !== null) act(done.ask);
      }
      setView(latest.current.view);
    },
    { isActive: keys },
  );
  useEffect(() => draw(drawn.lines, size));
  const screen = screenOf(view);
  const closeId = screen.kind === 'target' ? screen.targetId : drawn.shown.targetId;
  useEffect(() => looksAt(closeId), [closeId, looksAt]);
  useEffect(() => onSuspend(() => void suspend.current().catch(() => undefined)), [onSuspend]);
  useEffect(() => {
    if (view.end !== null) onEnd(view.end);
  }, [view.end, onEnd]);
  useEffect(() => {
    if (view.isFrozen) return;
    setShown(picture());
    const timer = setInterval(() => setShown(picture()), refreshMs);
    return () => clearInterval(timer);
  }, [view.isFrozen, picture]);
  return null;
}
