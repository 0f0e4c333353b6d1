/// <reference lib="dom" />

/**
 * Brings a report to life: its charts, its flame graph and its call graph, and those that take their place while
 * somebody looks at it. The call graph takes the wheel only once somebody has clicked it: the page must be scrolled past
 * it. It runs in a browser: what is served is the text of this function, so it may use nothing from outside but what it
 * is given.
 */
export function enhanceReport(
  readChart: () => void,
  zoomFlame: () => void,
  panZoom: (svg: SVGSVGElement, keys: EventTarget) => void,
): void {
  const zoomGraph = () => {
    const graph = document.querySelector<SVGSVGElement>('#graph:not([data-read])');
    if (graph === null) return;
    graph.setAttribute('data-read', '');
    const leaveWheel = (event: WheelEvent) => {
      if (document.activeElement !== graph && !event.ctrlKey) event.stopImmediatePropagation();
    };
    graph.addEventListener('wheel', leaveWheel, true);
    panZoom(graph, graph);
  };
  const begin = () => {
    readChart();
    zoomFlame();
    zoomGraph();
  };
  // By src/browser/follow-page.ts.
  document.addEventListener('sawtooth:taken', begin);
  begin();
}
