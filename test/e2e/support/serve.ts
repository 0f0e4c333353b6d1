import { spawn } from 'node:child_process';
import { sawtooth } from './programs.ts';

/** A `sawtooth serve` under test. */
export type Served = {
  readonly url: string;
  /** All that it has logged. */
  readonly log: () => string;
  readonly get: (path: string) => Promise<unknown>;
  readonly text: (path: string) => Promise<string>;
  readonly signal: (name: NodeJS.Signals) => void;
  /** Ends it and resolves to its exit code. */
  readonly stop: () => Promise<number | null>;
};

/** Starts the built `serve` on a free port and waits until it listens. */
export async function serve(args: readonly string[], env: NodeJS.ProcessEnv = {}): Promise<Served> {
  const [node, main] = sawtooth;
  const all = [main, 'serve', '--web.listen-address', '127.0.0.1:0', ...args];
  const child = spawn(node, all, {
    stdio: ['ignore', 'ignore', 'pipe'],
    env: { ...process.env, ...env },
  });
  let log = '';
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve));
  const url = await new Promise<string>((resolve, reject) => {
    void ended.then((code) => reject(new Error(`it ended with ${code}: ${log}`)));
    child.stderr.on('data', (chunk) => {
      log += chunk;
      const [, found] = /listening on (http:\/\/[\w.:[\]]+)/.exec(log) ?? [];
      if (found !== undefined) resolve(found);
    });
  });
  const text = async (path: string) => (await fetch(`${url}${path}`)).text();
  return {
    url,
    log: () => log,
    text,
    get: async (path) => JSON.parse(await text(path)),
    signal: (name) => child.kill(name),
    stop: () => {
      child.kill('SIGTERM');
      return ended;
    },
  };
}
