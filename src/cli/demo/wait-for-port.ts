import { once } from 'node:events';
import { connect } from 'node:net';
import { setTimeout as delay } from 'node:timers/promises';

const retryMs = 50;

/** Resolves as soon as something listens on the port of 127.0.0.1, or `signal` is aborted. */
export async function waitForPort(port: number, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    if (await listens(port)) return;
    await delay(retryMs, undefined, { signal }).catch(() => undefined);
  }
}

async function listens(port: number): Promise<boolean> {
  const socket = connect(port, '127.0.0.1');
  try {
    await once(socket, 'connect');
    return true;
  } catch {
    return false;
  } finally {
    socket.destroy();
  }
}
