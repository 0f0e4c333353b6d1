import { Readable, Writable } from 'node:stream';
import type { CommandModule } from '../../src/cli/command.ts';
import type { Io } from '../../src/cli/io.ts';

/** What a command said and how it ended. */
export type Told = { readonly code: number; readonly out: string; readonly err: string };

/** Runs a command in a folder, with its own streams and an empty environment. */
export async function runIn(
  cwd: string,
  command: CommandModule,
  args: readonly string[],
  about: {
    /** Null: nothing comes, and no end either. */
    readonly stdin?: string | null;
    readonly env?: Io['env'];
    readonly signal?: AbortSignal;
    /** What of it is a terminal; absent: nothing. */
    readonly terminal?: 'stdout' | 'stderr';
  } = {},
): Promise<Told> {
  const sink = (name: 'stdout' | 'stderr') => new Sink(about.terminal === name);
  const [out, err] = [sink('stdout'), sink('stderr')];
  const code = await command.run(args, {
    env: about.env ?? {},
    cwd,
    stdin: (about.stdin === null
      ? new Readable({ read: () => {} })
      : Readable.from([about.stdin ?? ''])) as NodeJS.ReadStream,
    stdout: out as Writable as NodeJS.WriteStream,
    stderr: err as Writable as NodeJS.WriteStream,
    signal: about.signal ?? new AbortController().signal,
    onReload: () => () => {},
  });
  return { code, out: out.text, err: err.text };
}

class Sink extends Writable {
  readonly isTTY: boolean;
  readonly columns = 100;
  text = '';

  constructor(isTTY: boolean) {
    super();
    this.isTTY = isTTY;
  }

  override _write(chunk: Buffer | string, _: BufferEncoding, done: () => void): void {
    this.text += chunk.toString();
    done();
  }
}
