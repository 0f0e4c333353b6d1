import { Hono } from 'hono';
import { enhanceReport } from '../../browser/enhance-report.ts';
import { followPage } from '../../browser/follow-page.ts';
import { panZoom } from '../../browser/pan-zoom.ts';
import { readChart } from '../../browser/read-chart.ts';
import { zoomFlame } from '../../browser/zoom-flame.ts';
import { memoryChartStyle } from '../../render/memory/memory-chart-style.ts';
import { pageIcon, pageStyle } from '../../render/page/page-style.ts';
import { watchStyle } from '../../render/page/watch-style.ts';
import { evidenceStyle } from '../../render/report/evidence-style.ts';
import { growthStyle } from '../../render/report/growth-style.ts';
import type { EventHistory } from '../event-history.ts';
import { assetHandler } from './assets.ts';
import { addFleetPage } from './fleet-route.ts';
import { GrowthShelf } from './growth-shelf.ts';
import { addIncidentPages } from './incident-routes.ts';
import { LiveHub } from './live-hub.ts';
import type { PagesDeps } from './pages-deps.ts';
import { sendBroken, sendLost } from './send-page.ts';
import { addSpeedscope, findSpeedscope } from './speedscope.ts';
import { addTargetPages } from './target-routes.ts';

/** How often a page that somebody looks at is made anew. */
const everyMs = 2_000;

const javascript = 'text/javascript; charset=utf-8';

/** The pages of `serve` for people, and the files that these name. */
export function createPagesApp(deps: PagesDeps, history: EventHistory): Hono {
  const app = new Hono();
  const speedscope = findSpeedscope();
  const hub = new LiveHub(deps.snapshot, deps.pagesEveryMs ?? everyMs, deps.failed);
  deps.countsReaders?.(() => hub.readers);
  const { reportData: make, nowMs } = deps.control;
  const isMadeAtLook = deps.isSmall !== true;
  const growth = new GrowthShelf({ make, nowMs, isMadeAtLook, made: () => void hub.look() });
  const world = { ...deps, hub, history, growth, speedscope: speedscope !== null };
  const style = pageStyle + memoryChartStyle + growthStyle + watchStyle + evidenceStyle;
  app.get('/page.css', assetHandler('text/css; charset=utf-8', style));
  app.get('/page.js', assetHandler(javascript, `(${followPage})()`));
  const report = `(${enhanceReport})(${readChart}, ${zoomFlame}, ${panZoom})`;
  app.get('/report.js', assetHandler(javascript, report));
  app.get('/icon.svg', assetHandler('image/svg+xml', pageIcon));
  addFleetPage(app, world);
  addTargetPages(app, world);
  addIncidentPages(app, world);
  addSpeedscope(app, speedscope);
  app.onError((error, c) => {
    deps.failed(c.req.path, error);
    return sendBroken(c, error);
  });
  app.notFound((c) => sendLost(c, [c.req.path, ' is not served here.']));
  return app;
}
