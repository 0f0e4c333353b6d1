import type { Context } from 'hono';
import type { Html } from '../../render/page/html.ts';
import { type LivePage, livePage, type PageShell } from '../../render/page/live-page.ts';
import { lostPage } from '../../render/page/lost-page.ts';
import type { ErrorStatus } from '../envelope.ts';
import { pageHeaders } from '../page-headers.ts';

/** How an answer that is a page may end: the page says why. */
export type PageStatus = 200 | ErrorStatus;

/** A page as a document. */
export function sendPage(
  c: Context,
  page: LivePage,
  shell: PageShell,
  status: PageStatus = 200,
): Response {
  return c.body(livePage(page, shell), status, htmlHeaders);
}

/** A part of a page, for the page's script. */
export function sendPart(c: Context, part: Html): Response {
  return c.body(part.html, 200, htmlHeaders);
}

/** 404, for people: what was asked for, what is known of it, and a way on. */
export function sendLost(c: Context, [what, why]: readonly [what: string, why: string]): Response {
  return c.body(lostPage(what, why, rootFrom(c)), 404, htmlHeaders);
}

/** 500, for people: a bug has ended the making of a page. */
export function sendBroken(c: Context, error: Error): Response {
  const why = ` cannot be shown: ${error.message}. The log of sawtooth says more.`;
  return c.body(lostPage(c.req.path, why, rootFrom(c)), 500, htmlHeaders);
}

function rootFrom(c: Context): string {
  const depth = new URL(c.req.url).pathname.split('/').length - 2;
  return '../'.repeat(Math.max(0, depth));
}

const htmlHeaders = { ...pageHeaders, 'content-type': 'text/html; charset=utf-8' };
