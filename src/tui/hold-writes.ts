/** The part of a stream that is stood in for. */
type Writes = { write: NodeJS.WriteStream['write'] };

/** The most that is kept for later. */
const mostBytes = 64 * 1024;

/**
 * Keeps what is written to a stream while a screen is shown, so that nothing scribbles on it; each line is also told
 * at once. The answer writes what was kept, and lets the stream be written to again.
 */
export function holdWrites(stream: Writes, told: (line: string) => void): () => void {
  const { write } = stream;
  let held = '';
  stream.write = ((chunk: Uint8Array | string, ...rest: unknown[]) => {
    const text = typeof chunk === 'string' ? chunk : Buffer.from(chunk).toString('utf8');
    if (held.length < mostBytes) held += text;
    for (const line of text.split('\n')) if (line.trim() !== '') told(line.trim());
    const done = rest.find((one) => typeof one === 'function') as (() => void) | undefined;
    if (done !== undefined) queueMicrotask(done);
    return true;
  }) as NodeJS.WriteStream['write'];
  return () => {
    stream.write = write;
    if (held !== '') stream.write(held);
    held = '';
  };
}
