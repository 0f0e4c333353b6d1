import { Daemon, eventually } from './daemon.ts';
import { sawtooth } from './programs.ts';

/** `sawtooth serve …` on a free port, and where it listens. */
export async function serveProgram(args: readonly string[]) {
  const [node, main] = sawtooth;
  const daemon = new Daemon(node, [main, 'serve', '--web.listen-address', '127.0.0.1:0', ...args]);
  const url = await eventually(
    'line that says where it listens',
    20_000,
    async () => /listening on (https?:\/\/\S+) for/.exec(daemon.output)?.[1],
    () => daemon.output,
  );
  return {
    daemon,
    url,
    /** The data of an answer of the API. */
    get: async (path: string) => {
      const response = await fetch(`${url}${path}`);
      return (await response.json()).data;
    },
  };
}
