import { readdirSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { dirname, extname, join } from 'node:path';
import type { Context, Hono } from 'hono';
import { pageHeaders } from '../page-headers.ts';
import { sendLost } from './send-page.ts';

/**
 * speedscope writes its styles as it draws, has small pictures within its script, and compiles a few bytes
 * of WebAssembly there to divide large numbers. Text that is run as a script it needs as little as our own
 * pages, and it may talk to nobody else.
 */
const policy = [
  "default-src 'none'",
  "script-src 'self' 'wasm-unsafe-eval'",
  "style-src 'self' 'unsafe-inline'",
  "img-src 'self' data: blob:",
  "font-src 'self'",
  "connect-src 'self'",
  "form-action 'none'",
  "base-uri 'none'",
  "frame-ancestors 'none'",
].join('; ');

const types: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.json': 'application/json',
  '.png': 'image/png',
  '.ico': 'image/x-icon',
  '.woff2': 'font/woff2',
  '.wasm': 'application/wasm',
};

/** What a browser asks for that shows speedscope: without its licences and its example. */
export type Speedscope = { readonly folder: string; readonly files: ReadonlySet<string> };

/** The viewer as it was installed beside us; null: it was left out. */
export function findSpeedscope(): Speedscope | null {
  try {
    const installed = createRequire(import.meta.url).resolve('speedscope/package.json');
    const folder = join(dirname(installed), 'dist/release');
    const files = readdirSync(folder).filter((name) => extname(name) in types);
    return files.includes('index.html') ? { folder, files: new Set(files) } : null;
  } catch {
    // Optional: who left it out gets no link to it.
    return null;
  }
}

/**
 * `GET /speedscope/`: the viewer, from the package itself, or what to do to have it. Nothing of it stays
 * in memory.
 */
export function addSpeedscope(app: Hono, speedscope: Speedscope | null): void {
  app.get('/speedscope', (c) => c.redirect('speedscope/', 302));
  const send = async (c: Context) => {
    if (speedscope === null) return sendLost(c, ['speedscope', missing]);
    const file = c.req.param('file') ?? 'index.html';
    // A name that is in the list is no way to another folder.
    if (!speedscope.files.has(file)) return sendLost(c, [file, ' is no file of speedscope.']);
    const bytes = await readFile(join(speedscope.folder, file));
    return c.body(new Uint8Array(bytes), 200, {
      ...pageHeaders,
      'content-security-policy': policy,
      'content-type': types[extname(file)] ?? 'application/octet-stream',
      // Names carry a hash of what is in them, all but the page's own.
      'cache-control': file === 'index.html' ? 'no-cache' : 'private, max-age=86400',
    });
  };
  app.get('/speedscope/', send);
  app.get('/speedscope/:file', send);
}

const missing =
  ' was left out when sawtooth was installed: npm install --include=optional. Captures can be dropped on it wherever else it runs.';
