import type { IncomingMessage } from 'node:http';
import { addAbortSignal, pipeline, type Readable } from 'node:stream';
import { createBrotliDecompress, createUnzip } from 'node:zlib';
import { failure, type Result, success } from '../model/result.ts';
import { shownBytes } from './shown-bytes.ts';

/** How far the body has come: kept up to date for the sentence about a failure. */
export type BodyProgress = {
  /** After decompression. */
  bytes: number;
  /** As they came over the wire. */
  wireBytes: number;
  /** Content-Length, where the peer gave one. */
  declaredBytes: number | null;
};

type Limits = {
  readonly maxBytes: number;
  readonly whenLarger?: 'fail' | 'cut';
  readonly signal: AbortSignal;
};

/** Of unpacked bytes that come in one piece: each costs a turn of the event loop. */
const chunkSize = 64 * 1024;

/**
 * Reads a body to its end, undoing its Content-Encoding. The cap holds for what comes out of the
 * decompressor, chunk by chunk, so that a few kilobytes of gzip never become gigabytes. Fails with
 * what came and what to do; throws what the connection throws, and when the signal is aborted.
 */
export async function readBody(
  stream: IncomingMessage,
  limits: Limits,
  progress: BodyProgress,
): Promise<Result<Uint8Array>> {
  const declared = stream.headers['content-length'];
  progress.declaredBytes = declared === undefined ? null : Number(declared);
  const decoded = decode(stream, progress);
  if (!decoded.ok) return decoded;
  const chunks: Buffer[] = [];
  // What has come whole may still take long to unpack: the connection's own end is over by then.
  addAbortSignal(limits.signal, decoded.value);
  for await (const chunk of decoded.value as AsyncIterable<Buffer>) {
    chunks.push(chunk);
    progress.bytes += chunk.length;
    // Leaving the loop destroys the stream, and with it the connection.
    if (progress.bytes > limits.maxBytes) return tooLarge(chunks, limits);
  }
  return success(Buffer.concat(chunks));
}

function decode(stream: IncomingMessage, progress: BodyProgress): Result<Readable> {
  stream.on('data', (chunk: Buffer) => {
    progress.wireBytes += chunk.length;
  });
  // A listener sets a stream flowing; the reader's own demand shall.
  stream.pause();
  const encoding = (stream.headers['content-encoding'] ?? 'identity').toLowerCase();
  switch (encoding) {
    case 'identity':
    case '':
      return success(stream);
    case 'gzip':
    case 'x-gzip':
    case 'deflate':
      return success(pipeline(stream, createUnzip({ chunkSize }), () => {}));
    case 'br':
      return success(pipeline(stream, createBrotliDecompress({ chunkSize }), () => {}));
    default:
      stream.destroy();
      return failure(
        `the answer is compressed as ${JSON.stringify(encoding)}, which was not asked for and is not known here. ` +
          'Have the peer, or the proxy before it, send gzip or nothing.',
      );
  }
}

function tooLarge(chunks: Buffer[], { maxBytes, whenLarger }: Limits): Result<Uint8Array> {
  if (whenLarger === 'cut') return success(Buffer.concat(chunks, maxBytes));
  return failure(
    `the answer is larger than the cap of ${shownBytes(maxBytes)}; the rest was not read. ` +
      'Check that the address is the right one.',
  );
}
