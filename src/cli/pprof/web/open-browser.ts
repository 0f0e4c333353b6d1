import { spawn } from 'node:child_process';
import type { Io } from '../../io.ts';

/** Opens an address in the browser of whoever sits here; where there is none nothing happens. */
export function openBrowser(url: string, env: Io['env'], platform: NodeJS.Platform): void {
  const call = browserCall(url, env, platform);
  if (call === null) return;
  const [command, ...args] = call;
  const browser = spawn(command, args, { stdio: 'ignore', detached: true });
  browser.on('error', () => {});
  browser.unref();
}

/** What opens an address on a system; null: a machine without a screen. */
export function browserCall(
  url: string,
  env: Io['env'],
  platform: NodeJS.Platform,
): readonly [string, ...string[]] | null {
  if (platform === 'darwin') return ['open', url];
  if (platform === 'win32') return ['cmd', '/c', 'start', '', url];
  return env['DISPLAY'] || env['WAYLAND_DISPLAY'] ? ['xdg-open', url] : null;
}
