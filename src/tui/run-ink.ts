import { render } from 'ink';
import { createElement } from 'react';
import { Dashboard, type DashboardProps } from './dashboard.ts';
import { screenStream } from './screen-stream.ts';
import type { Theme } from './theme.ts';

/** How a dashboard ended: by its keys, or by the signal that was given to it. */
export type DashboardEnd = 'quit' | 'interrupted' | 'stopped';

/** The streams of a terminal, and what ends the dashboard from outside. */
export type InkOptions = {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  readonly signal: AbortSignal;
};

/** Shows the dashboard on the alternate screen until it ends; the terminal is as before afterwards. */
export async function runInk(
  props: Pick<
    DashboardProps,
    'picture' | 'answers' | 'perform' | 'looksAt' | 'suspend' | 'onSuspend'
  >,
  theme: Theme,
  { stdin, stdout, stderr, signal }: InkOptions,
): Promise<DashboardEnd> {
  let end: DashboardEnd = 'stopped';
  const keys = stdin.isTTY === true;
  const { modesOnly, draw } = screenStream(stdout, theme);
  const instance = render(
    createElement(Dashboard, {
      ...props,
      draw,
      keys,
      onEnd: (how) => {
        end = how;
        instance.unmount();
      },
    }),
    {
      stdin,
      stdout: modesOnly,
      stderr,
      // The caller has looked whether this is a terminal; ink would also ask whether this is a CI.
      interactive: true,
      alternateScreen: true,
      maxFps: 10,
      exitOnCtrlC: false,
      patchConsole: false,
    },
  );
  const stop = () => instance.unmount();
  signal.addEventListener('abort', stop, { once: true });
  // Before Node prints what nobody caught and ends, so that it can be read.
  process.on('uncaughtExceptionMonitor', stop);
  if (signal.aborted) stop();
  try {
    await instance.waitUntilExit();
    return end;
  } finally {
    signal.removeEventListener('abort', stop);
    process.off('uncaughtExceptionMonitor', stop);
  }
}
