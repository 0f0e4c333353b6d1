import { Worker } from 'node:worker_threads';
import { failure, type Result } from '../../model/result.ts';
import { packagePath } from '../package-path.ts';

/** What is drawn of a graph in Graphviz' language. */
export type PictureRequest = { readonly dot: string; readonly format: 'svg' | 'png' };

/** What the thread is asked: to lay a graph out, or to paint what is drawn. */
export type DrawRequest = PictureRequest | { readonly svg: string };

/** Far longer than the 80 nodes take that pprof shows (under a second); a layout may take hours. */
const deadlineMs = 120_000;

/**
 * Lays out a graph and draws it, as the text of an SVG or the bytes of a PNG, in a thread of its own:
 * a layout that is not done within two minutes is given up with a sentence, and a server goes on answering.
 */
export function drawGraph(request: PictureRequest): Promise<Result<string | Uint8Array>> {
  return inThread(request);
}

/** Paints an SVG as a PNG, in the same thread and with its font. */
export function paintSvg(svg: string): Promise<Result<string | Uint8Array>> {
  return inThread({ svg });
}

function inThread(request: DrawRequest): Promise<Result<string | Uint8Array>> {
  // From source it is a neighbour, in the bundle an entry of its own.
  const isSource = import.meta.url.endsWith('.ts');
  const file = packagePath(isSource ? 'src/cli/pprof/draw-worker.ts' : 'dist/cli/draw-worker.js');
  const worker = new Worker(file, { workerData: request });
  return new Promise((resolve) => {
    const end = (result: Result<string | Uint8Array>) => {
      clearTimeout(timer);
      resolve(result);
      void worker.terminate();
    };
    const timer = setTimeout(
      () => end(failure(`the graph was not laid out within ${deadlineMs / 1000} s; ${fewer}`)),
      deadlineMs,
    );
    worker.once('message', end);
    worker.once('error', (error) => {
      end(failure(`the graph could not be drawn: ${error.message}; ${fewer}`, error));
    });
  });
}

const fewer = 'show less of it: -nodecount=40, -focus=REGEX, or a larger -nodefraction';
