/**
 * Makes the SVG of Graphviz a picture for a browser: it fills the window, keeps its shape and has the
 * script in it that moves and zooms it. `script`: the text of a function of an SVG element and of what
 * hears the keyboard. Nothing is asked of the network, which the document type of Graphviz would do in
 * some readers.
 */
export function panZoomSvg(svg: string, script: string): string {
  const picture = bareSvg(svg).replace(
    /^<svg\s+width="[^"]*"\s+height="[^"]*"/,
    '<svg width="100%" height="100%"',
  );
  const end = picture.lastIndexOf('</svg>');
  const code = `(${script})(document.documentElement, window)`.replaceAll(']]>', ']]\\u003e');
  return [
    '<?xml version="1.0" encoding="UTF-8" standalone="no"?>\n',
    picture.slice(0, end),
    `<style>svg{touch-action:none}a:focus{outline:none}</style>\n`,
    `<script type="text/ecmascript"><![CDATA[${code}]]></script>\n</svg>\n`,
  ].join('');
}

/** The element alone, without what XML does not allow and what would deceive its reader: a function may have any name. */
export function bareSvg(svg: string): string {
  const from = svg.search(/<svg\s/);
  return svg
    .slice(Math.max(0, from))
    .toWellFormed()
    .replaceAll(/[^\t\n\r\u0020-\ud7ff\ue000-\ufffd\u{10000}-\u{10ffff}]/gu, '\ufffd')
    .replaceAll(/[\u007f-\u009f\p{Bidi_Control}]/gu, '');
}
