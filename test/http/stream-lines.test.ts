import type { ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { afterAll, afterEach, expect, test } from 'vitest';
import { closeHttpAgents } from '../../src/http/agents.ts';
import { type StreamRequest, streamLines } from '../../src/http/stream-lines.ts';
import { httpPeer, type Peer, rawPeer, unreachable } from './hostile-server.ts';

const peers: Peer[] = [];
afterEach(async () => {
  await Promise.all(peers.splice(0).map((peer) => peer.close()));
});
afterAll(closeHttpAgents);

async function http(answer: (response: ServerResponse) => void): Promise<string> {
  const peer = await httpPeer((_, response) => answer(response));
  peers.push(peer);
  return peer.url;
}

async function raw(speak: (socket: Socket) => void): Promise<string> {
  const peer = await rawPeer(speak);
  peers.push(peer);
  return peer.url;
}

async function read(url: string, over: Partial<StreamRequest> = {}) {
  const lines: string[] = [];
  const end = await streamLines(
    {
      url,
      http: { headers: {} },
      deadlineMs: 1000,
      idleMs: 1000,
      maxBytes: 1 << 16,
      signal: new AbortController().signal,
      ...over,
    },
    (line) => lines.push(line),
  );
  return { lines, end };
}

test('lines come as they are written, cut where they may be', async () => {
  const bytes = Buffer.from('one\nzwölf\n\nthr');
  const url = await http((response) => {
    response.write(bytes.subarray(0, 7));
    setTimeout(() => response.write(bytes.subarray(7)), 20);
    setTimeout(() => response.end('ee\nhalf'), 40);
  });
  const { lines, end } = await read(url);
  expect(lines).toEqual(['one', 'zwölf', '', 'three']);
  expect(end).toMatchObject({ ok: true, value: { status: 200, ended: 'closed' } });
});

test('it may take longer than any deadline while something comes', async () => {
  const url = await http((response) => {
    let count = 0;
    const timer = setInterval(() => {
      response.write(`${count}\n`);
      count += 1;
      if (count === 6) response.end();
    }, 60);
    response.on('close', () => clearInterval(timer));
  });
  const { lines, end } = await read(url, { deadlineMs: 200, idleMs: 200 });
  expect(lines).toHaveLength(6);
  expect(end).toMatchObject({ ok: true, value: { ended: 'closed' } });
});

test('a silent peer ends it, and that is no failure', async () => {
  const { lines, end } = await read(await http((response) => response.write('a\n')), {
    idleMs: 100,
  });
  expect(lines).toEqual(['a']);
  expect(end).toMatchObject({ ok: true, value: { ended: 'idle' } });
});

test('it stops when asked to', async () => {
  const stop = new AbortController();
  const reading = read(await http((response) => response.write('a\n')), { signal: stop.signal });
  setTimeout(() => stop.abort(), 50);
  expect((await reading).end).toMatchObject({ ok: true, value: { ended: 'stopped' } });
});

test('another status has a body and no lines', async () => {
  const url = await http((response) => response.writeHead(410).end('{"code":410}\n'));
  const { lines, end } = await read(url);
  expect(lines).toEqual([]);
  expect(end).toMatchObject({ ok: true, value: { status: 410 } });
  expect(end.ok && Buffer.from(end.value.body).toString()).toBe('{"code":410}\n');
});

test.each<[string, () => Promise<string>, RegExp, Partial<StreamRequest>?]>([
  ['nobody', unreachable, /nothing listens there/],
  ['no header', () => raw(() => {}), /deadline of 0\.1 s passed/, { deadlineMs: 100 }],
  [
    'a half answer',
    () =>
      raw((socket) => {
        socket.write('HTTP/1.1 200 OK\r\ntransfer-encoding: chunked\r\n\r\n4\r\nab\nc\r\n');
        setTimeout(() => socket.destroy(), 30);
      }),
    /the answer broke off after 4 bytes/,
  ],
  [
    'an endless line',
    () =>
      http((response) => {
        const pour = () => {
          while (!response.destroyed && response.write(Buffer.alloc(4096, 'x')));
        };
        response.on('drain', pour);
        pour();
      }),
    /a line of the answer is larger than the cap of 64 KiB/,
  ],
  ['a link-local address', async () => 'http://169.254.169.254/', /link-local/],
])('%s is a failure with a sentence', async (_, url, reason, over = {}) => {
  const { end } = await read(await url(), over);
  expect(end).toMatchObject({ ok: false, reason: expect.stringMatching(reason) });
});
