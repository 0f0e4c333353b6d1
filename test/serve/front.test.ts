import { Hono } from 'hono';
import { expect, test } from 'vitest';
import { openFront } from '../../src/serve/front.ts';

const loading = 'Incidents are still being read.';
const ask = async (front: ReturnType<typeof openFront>, path: string, method = 'GET') => {
  const answer = await front.fetch(new Request(`http://here${path}`, { method }));
  return {
    status: answer.status,
    text: await answer.text(),
    again: answer.headers.get('retry-after'),
  };
};

test('before there is an app health is answered at once, and readiness says what is loaded', async () => {
  const front = openFront(loading, 60_000);
  expect(await ask(front, '/-/healthy')).toMatchObject({ status: 200, again: null });
  expect(await ask(front, '/-/ready')).toEqual({ status: 503, text: `${loading}\n`, again: '2' });
});

test('who has something to say meanwhile is refused after a moment, so that he says it again', async () => {
  const front = openFront(loading, 5);
  const refused = await ask(front, '/api/v1/alerts', 'POST');
  expect(refused).toMatchObject({ status: 503, again: '2' });
  expect(JSON.parse(refused.text)).toMatchObject({ status: 'error', error: loading });
});

test('a request that waits is answered by the app once it is there, and so is every one after it', async () => {
  const front = openFront(loading, 60_000);
  const waiting = ask(front, '/x');
  await new Promise((resolve) => setTimeout(resolve, 10));
  front.show(new Hono().get('*', (c) => c.text(`app ${c.req.path}`)));
  expect(await waiting).toEqual({ status: 200, text: 'app /x', again: null });
  expect((await ask(front, '/-/ready')).text).toBe('app /-/ready');
});
