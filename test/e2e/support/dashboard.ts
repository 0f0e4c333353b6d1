import { expect, vi } from 'vitest';
import { checkFrame } from './check-frame.ts';
import type { Size, Terminal } from './terminal.ts';

/** The screen once it is a whole frame that `wanted` accepts; a frame is drawn in more than one write. */
export async function settled(
  terminal: Terminal,
  size: Size,
  wanted: (screen: string) => void = () => undefined,
): Promise<string> {
  return vi.waitFor(
    async () => {
      const screen = await terminal.screen();
      checkFrame(screen, size);
      wanted(screen);
      return screen;
    },
    { timeout: 30_000, interval: 100 },
  );
}

/** Nothing of the dashboard is left behind: the shell has its screen, its cursor, its echo. */
export async function expectWhole(terminal: Terminal, exitCode: number): Promise<void> {
  await vi.waitFor(async () => expect((await terminal.modes()).alternate).toBe(false), {
    timeout: 30_000,
    interval: 50,
  });
  expect(await terminal.modes()).toEqual({ alternate: false, cursor: true });
  // Until the shell is back, what is typed belongs to the program that is ending.
  await terminal.waitFor('prompt', (text) => /ready>\s*$/.test(text), 30_000);
  await terminal.press('-l', 'echo ended=$? $(stty -a | grep -ow -e "-*icanon" -e "-*echo")');
  await terminal.press('Enter');
  const screen = await terminal.waitFor('answer', (text) => /^ended=\d+ \S/m.test(text), 30_000);
  expect(screen).toContain(`ended=${exitCode} icanon echo\n`);
}

/** A frame for a golden file: what differs from run to run are numbers, those of ports, times and how long it took. */
export function maskedFrame(screen: string): string {
  return `${screen.replaceAll(/up \d+(\.\d+)? s/g, 'up 0 s').replaceAll(/\d/g, '0')}\n`;
}
