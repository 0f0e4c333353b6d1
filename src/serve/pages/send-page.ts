import type { Context } from 'hono';
import { type LivePage, livePage, type PageShell } from '../../render/page/live-page.ts';
import { lostPage } from '../../render/page/lost-page.ts';
import { pageHeaders } from '../page-headers.ts';

/** A page as a document. */
export function sendPage(
  c: Context,
  page: LivePage,
  shell: PageShell,
  status: 200 | 403 | 503 = 200,
): Response {
  return c.body(livePage(page, shell), status, htmlHeaders);
}

/** 404, for people: what was asked for, what is known of it, and a way on. */
export function sendLost(c: Context, [what, why]: readonly [what: string, why: string]): Response {
  const depth = new URL(c.req.url).pathname.split('/').length - 2;
  return c.body(lostPage(what, why, '../'.repeat(Math.max(0, depth))), 404, htmlHeaders);
}

const htmlHeaders = { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' };
