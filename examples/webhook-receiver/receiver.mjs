// Run it: SECRET=s3cret node examples/webhook-receiver/receiver.mjs      (then give sawtooth the webhook http://127.0.0.1:8080/ with that secret)

// What every receiver of sawtooth's webhook should do: verify, then read. The body counts only if its
// signature fits, and only for five minutes, so that nobody can make one up or play one again.

import { createHmac, timingSafeEqual } from 'node:crypto';
import { createServer } from 'node:http';

const secret = process.env.SECRET ?? '';
const port = Number(process.env.PORT ?? 8080);
const maxSkewSeconds = 300;
const maxBodyBytes = 1 << 20;

if (secret === '') {
  process.stderr.write('receiver: set SECRET to the secret that sawtooth signs with\n');
  process.exit(2);
}

const server = createServer((request, response) => {
  take(request, response).catch((error) => say(`a request broke off: ${error.message}`));
});
server.listen(port, '127.0.0.1', () => {
  say(`listening on http://127.0.0.1:${server.address().port}/`);
});

async function take(request, response) {
  const body = await readBody(request);
  const refusal =
    body === null ? [413, `more than ${maxBodyBytes} bytes`] : whyRefused(request, body);
  if (refusal === null) {
    response.writeHead(204).end();
    process.stdout.write(`${JSON.stringify(JSON.parse(body.toString('utf8')), null, 2)}\n`);
    return;
  }
  const [status, why] = refusal;
  say(`refused a request: ${why}`);
  response.writeHead(status, { connection: 'close' }).end(`${why}\n`);
}

/** null for a request that sawtooth signed just now; else the status and a sentence. */
function whyRefused(request, body) {
  if (request.method !== 'POST') return [405, `${request.method} instead of POST`];
  const timestamp = String(request.headers['x-sawtooth-timestamp'] ?? '');
  const signature = String(request.headers['x-sawtooth-signature'] ?? '');
  if (!/^\d+$/.test(timestamp)) return [401, 'no X-Sawtooth-Timestamp'];
  if (Math.abs(Date.now() / 1000 - Number(timestamp)) > maxSkewSeconds) {
    return [401, `X-Sawtooth-Timestamp is more than ${maxSkewSeconds} s off`];
  }
  // The bytes as they came: parsing and printing them again would change them.
  const digest = createHmac('sha256', secret).update(`${timestamp}.`).update(body).digest('hex');
  const [given, expected] = [Buffer.from(signature), Buffer.from(`sha256=${digest}`)];
  // Compares in a time that does not tell how much of a guess was right.
  if (given.length !== expected.length || !timingSafeEqual(given, expected)) {
    return [401, 'X-Sawtooth-Signature does not fit: another secret, or a changed body'];
  }
  try {
    JSON.parse(body.toString('utf8'));
    return null;
  } catch {
    return [400, 'the body is no JSON'];
  }
}

/** The whole body, or null when it is longer than a notification can be. */
async function readBody(request) {
  const chunks = [];
  let bytes = 0;
  // The socket is still needed for the answer.
  for await (const chunk of request.iterator({ destroyOnReturn: false })) {
    bytes += chunk.length;
    if (bytes > maxBodyBytes) return null;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}

function say(line) {
  process.stderr.write(`receiver: ${line}\n`);
}
