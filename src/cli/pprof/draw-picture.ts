import { panZoom } from '../../browser/pan-zoom.ts';
import { type Result, success } from '../../model/result.ts';
import { panZoomSvg } from '../../render/pan-zoom-svg.ts';
import { drawGraph, type PictureRequest } from './draw-graph.ts';

/** `-svg`, `-png`: the graph of `-dot` as a picture; an SVG moves and zooms in a browser by itself. */
export async function drawPicture(request: PictureRequest): Promise<Result<string | Uint8Array>> {
  const drawn = await drawGraph(request);
  if (!drawn.ok || typeof drawn.value !== 'string') return drawn;
  return success(panZoomSvg(drawn.value, panZoom.toString()));
}
