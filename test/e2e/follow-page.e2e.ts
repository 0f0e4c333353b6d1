import { createServer, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Browser } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { followPage } from '../../src/browser/follow-page.ts';
import { browserCommand, openBrowser, openPage } from './support/browser.ts';

const command = await browserCommand();

const page = `<!doctype html><title>t</title><body data-live="live"><main><div id="growth" data-version="0">old</div></main>
<p class="live"></p><script>(${followPage})()</script>`;

/** What the stream of a page says once: that a part has another version, to be asked for. */
const news = {
  title: 't',
  parts: ['<div id="growth" data-version="1" data-from="growth"></div>'],
};

describe.skipIf(command === null)('a page that is followed (needs chromium)', () => {
  let browser: Browser;
  let server: Server;
  const asked: number[] = [];

  beforeAll(async () => {
    browser = await openBrowser(command ?? '');
    const answers: Readonly<Record<string, (to: ServerResponse) => void>> = {
      '/': (to) => to.writeHead(200, { 'content-type': 'text/html' }).end(page),
      '/live': (to) =>
        to
          .writeHead(200, { 'content-type': 'text/event-stream' })
          .write(`event: page\ndata: ${JSON.stringify(news)}\n\n`),
      '/growth': (to) => {
        asked.push(Date.now());
        if (asked.length < 3) to.writeHead(503).end('busy');
        else to.end('<div id="growth" data-version="1">new</div>');
      },
    };
    server = createServer(({ url = '' }, to) => {
      const answer = answers[url];
      if (answer === undefined) to.writeHead(404).end();
      else answer(to);
    });
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  });

  afterAll(async () => {
    await browser?.close();
    server?.closeAllConnections();
    server?.close();
  });

  test('asks again for a part that it was refused, ever less often, though nothing new is told', async () => {
    const { page: opened } = await openPage(browser);
    await opened.goto(`http://127.0.0.1:${(server.address() as AddressInfo).port}/`);
    await opened.getByText('new').waitFor({ timeout: 60_000 });
    const [first = 0, second = 0, third = 0] = asked;
    expect(asked).toHaveLength(3);
    expect(second - first).toBeGreaterThan(3000);
    expect(third - second).toBeGreaterThan(second - first);
  });
});
