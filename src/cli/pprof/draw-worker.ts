/** The thread that draws one graph: laying out blocks for as long as it takes. */
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { failure, type Result, success } from '../../model/result.ts';
import type { DrawRequest } from './draw-graph.ts';

const { resolve } = createRequire(import.meta.url);

/** Some 16 million pixels: 64 MB while it is drawn. */
const mostPixels = 2 ** 24;
/** Pixels a point: twice what a screen of old has, so that names can be read. */
const sharpness = 2;

parentPort?.postMessage(await draw(workerData as DrawRequest));

async function draw(request: DrawRequest): Promise<Result<string | Uint8Array>> {
  try {
    if ('svg' in request) return success(await paint(request.svg));
    const { dot, format } = request;
    const svg = await layOut(dot);
    return success(format === 'svg' ? svg : await paint(svg));
  } catch (error) {
    const { code, message } = error as NodeJS.ErrnoException;
    const isMissing = code === 'ERR_MODULE_NOT_FOUND' || code === 'MODULE_NOT_FOUND';
    // A cause may hold what cannot be sent to another thread.
    return failure(
      isMissing
        ? `pictures need packages that were left out when sawtooth was installed: npm install --include=optional, or give the text of -dot to Graphviz (${message.split('\n')[0]})`
        : `the picture could not be drawn: ${message}`,
    );
  }
}

/**
 * In a font for screens: Graphviz knows the widths of Arial by heart, and those of Helvetica, Liberation
 * Sans and Arimo, one of which is everywhere, are the same.
 */
async function layOut(dot: string): Promise<string> {
  const { Graphviz } = await import('@hpcc-js/wasm-graphviz');
  const font = 'fontname="Arial"';
  const withFont = dot.replace('\n', `\nnode [${font}]\nedge [${font}]\n`);
  const svg = (await Graphviz.load()).layout(withFont, 'svg', 'dot');
  return svg.replaceAll('font-family="Arial"', 'font-family="Helvetica,Arial,Arimo,sans-serif"');
}

/** With a font of its own: a container has none, and Graphviz measured with this one's widths. */
async function paint(svg: string): Promise<Uint8Array> {
  const { initWasm, Resvg } = await import('@resvg/resvg-wasm');
  const [wasm, ...fonts] = await Promise.all([
    readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')),
    readFile(resolve('@expo-google-fonts/arimo/400Regular/Arimo_400Regular.ttf')),
    readFile(resolve('@expo-google-fonts/arimo/700Bold/Arimo_700Bold.ttf')),
  ]);
  await initWasm(wasm);
  const options = {
    background: 'white',
    font: { fontBuffers: fonts, defaultFontFamily: 'Arimo', sansSerifFamily: 'Arimo' },
  };
  const { width, height } = new Resvg(svg, options);
  const zoom = Math.min(sharpness, Math.sqrt(mostPixels / (width * height)));
  return new Resvg(svg, { ...options, fitTo: { mode: 'zoom', value: zoom } }).render().asPng();
}
