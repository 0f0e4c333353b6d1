import { expect, test } from 'vitest';
import { isHostAllowed, isLoopback } from '../../src/serve/host-check.ts';

test.each<[address: string, is: boolean]>([
  ['127.0.0.1', true],
  ['127.8.9.10', true],
  ['::1', true],
  ['::ffff:127.0.0.1', true],
  ['0.0.0.0', false],
  ['::', false],
  ['128.0.0.1', false],
  ['10.0.0.1', false],
  ['fe80::1', false],
  ['localhost', false],
])('%s on loopback: %s', (address, is) => {
  expect(isLoopback(address)).toBe(is);
});

test.each<[header: string, listenHost: string, allowed: boolean]>([
  ['localhost', '127.0.0.1', true],
  ['localhost:9412', '127.0.0.1', true],
  ['LOCALHOST:9412', '127.0.0.1', true],
  ['127.0.0.1:1234', '127.0.0.1', true],
  ['[::1]:9412', '::1', true],
  ['[::1]', '127.0.0.1', true],
  ['127.0.0.2:9412', '127.0.0.2', true],
  ['127.0.0.2:9412', '127.0.0.1', false],
  ['My-Box:9412', 'my-box', true],
  ['evil.example', '127.0.0.1', false],
  ['evil.example:9412', '127.0.0.1', false],
  ['localhost.evil.example:9412', '127.0.0.1', false],
  ['127.0.0.1.nip.io', '127.0.0.1', false],
  ['localhost:9412@evil.example', '127.0.0.1', false],
  ['evil.example#localhost', '127.0.0.1', false],
  ['[::1].evil.example', '::1', false],
  ['', '127.0.0.1', false],
  ['', '', false],
  [':9412', '', false],
])('Host %j, listening on %j: %s', (header, listenHost, allowed) => {
  expect(isHostAllowed(header, listenHost)).toBe(allowed);
});
