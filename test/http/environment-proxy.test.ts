import { expect, test } from 'vitest';
import { environmentProxy } from '../../src/http/environment-proxy.ts';

const http = 'http://proxy:3128';
const https = 'http://secure-proxy:3128';

test.each<[string, Record<string, string>, string | null]>([
  ['http://shop/heap', {}, null],
  ['http://shop/heap', { HTTP_PROXY: http }, http],
  ['http://shop/heap', { http_proxy: http }, http],
  ['http://shop/heap', { HTTP_PROXY: 'proxy:3128' }, http],
  ['http://shop/heap', { HTTP_PROXY: '' }, null],
  ['http://shop/heap', { HTTPS_PROXY: https }, null],
  ['https://shop/heap', { HTTP_PROXY: http, HTTPS_PROXY: https }, https],
  ['http://localhost:6060/heap', { HTTP_PROXY: http }, null],
  ['http://127.1.2.3:6060/heap', { HTTP_PROXY: http }, null],
  ['http://[::1]:6060/heap', { HTTP_PROXY: http }, null],
  ['http://shop/heap', { HTTP_PROXY: 'socks5://proxy' }, null],
  ['no url', { HTTP_PROXY: http }, null],
])('%s with %j', (url, env, proxy) => {
  expect(environmentProxy(url, env)).toBe(proxy);
});

test.each<[string, string, boolean]>([
  ['*', 'shop.corp.test', true],
  ['shop.corp.test', 'shop.corp.test', true],
  ['corp.test', 'shop.corp.test', true],
  ['.corp.test', 'shop.corp.test', true],
  ['*.corp.test', 'shop.corp.test', true],
  ['orp.test', 'shop.corp.test', false],
  ['other.test, corp.test', 'shop.corp.test', true],
  ['corp.test:8080', 'shop.corp.test', false],
  ['corp.test:80', 'shop.corp.test', true],
  ['10.0.0.0/8', '10.20.30.40', true],
  ['10.0.0.0/8', '11.20.30.40', false],
  ['10.20.30.40', '10.20.30.40', true],
  ['30.40', '10.20.30.40', false],
  ['fd00::1', '[fd00::1]', true],
  ['', 'shop.corp.test', false],
])('NO_PROXY=%s covers %s: %s', (noProxy, host, isDirect) => {
  const proxy = environmentProxy(`http://${host}/heap`, { HTTP_PROXY: http, NO_PROXY: noProxy });
  expect(proxy).toBe(isDirect ? null : http);
});
