import { Hono } from 'hono';
import { expect, test, vi } from 'vitest';
import { readJson } from '../../src/serve/read-json.ts';

test('a body that does not come is waited for ten seconds', async () => {
  vi.useFakeTimers();
  try {
    const app = new Hono();
    app.post('/', async (c) => {
      const read = await readJson(c, 1000);
      return read.ok ? c.json(read.value as object) : read.response;
    });
    const body = new ReadableStream({
      start: (controller) => controller.enqueue(new TextEncoder().encode('{')),
    });
    const init = { method: 'POST', body, duplex: 'half' };
    const asked = app.request('/', init as RequestInit);
    await vi.advanceTimersByTimeAsync(10_001);
    const answer = await asked;
    expect(answer.status).toBe(408);
    expect(await answer.json()).toMatchObject({
      errorType: 'timeout',
      error: 'the body was not here within 10 s',
    });
  } finally {
    vi.useRealTimers();
  }
});

test('a connection that ends in the middle of a body is nobody’s crash, and no line of the log', async () => {
  const app = new Hono();
  app.onError((error, c) => c.text(error.message, 500));
  app.post('/', async (c) => {
    const read = await readJson(c, 1000);
    return read.ok ? c.json(read.value as object) : read.response;
  });
  const body = new ReadableStream({
    start: (controller) => controller.error(new Error('aborted')),
  });
  const answer = await app.request('/', { method: 'POST', body, duplex: 'half' } as RequestInit);
  expect(answer.status).toBe(400);
  expect(await answer.json()).toMatchObject({ error: 'the connection ended before the body did' });
  // What nobody handles is told after this.
  await new Promise((resolve) => setTimeout(resolve, 10));
});
