import { createHash, timingSafeEqual } from 'node:crypto';
import type { Context, MiddlewareHandler } from 'hono';
import type { NoteUse } from '../model/limits.ts';
import { asksForLogin, type WebConfig } from '../model/web-config.ts';
import { noStore } from './envelope.ts';
import { PasswordCheck } from './password-check.ts';

/**
 * Lets through whom the web configuration knows, by a bearer token or by name and password, and puts
 * its headers on every answer. `/metrics`, `/-/healthy` and `/-/ready` are for everybody: scrapers and
 * orchestrators ask for these.
 */
export function askForLogin(config: () => WebConfig, noteUse?: NoteUse): MiddlewareHandler {
  const passwords = new PasswordCheck(noteUse);
  return async (c, next) => {
    const now = config();
    const refused =
      open.has(c.req.path) || !asksForLogin(now) ? null : await login(c, now, passwords);
    if (refused === null) await next();
    else c.res = refused;
    for (const [name, value] of Object.entries(now.headers)) c.res.headers.set(name, value);
  };
}

const open: ReadonlySet<string> = new Set(['/metrics', '/-/healthy', '/-/ready']);

/** null: it is one of those who may. */
async function login(
  c: Context,
  config: WebConfig,
  passwords: PasswordCheck,
): Promise<Response | null> {
  const { users, bearerToken } = config;
  const [scheme = '', credentials = ''] = (c.req.header('authorization') ?? '').split(/ +(.*)/s);
  const isBearer = bearerToken !== null && /^bearer$/i.test(scheme);
  if (isBearer && isSame(credentials, bearerToken)) return null;
  const isBasic = users.size > 0 && /^basic$/i.test(scheme);
  const right = isBasic && (await isUser(users, credentials, passwords));
  if (right === true) return null;
  if (right === null) {
    const headers = { ...noStore, 'retry-after': '5' };
    return c.text('Too many passwords are being tried.\n', 503, headers);
  }
  return askAgain(c, config);
}

/** null: it was not looked at. */
async function isUser(
  users: WebConfig['users'],
  credentials: string,
  passwords: PasswordCheck,
): Promise<boolean | null> {
  const text = Buffer.from(credentials, 'base64').toString('utf8');
  const colon = text.indexOf(':');
  if (colon < 0) return false;
  return passwords.isRight(users, text.slice(0, colon), text.slice(colon + 1));
}

function askAgain(c: Context, { users, bearerToken }: WebConfig): Response {
  const ways = [
    ...(users.size > 0 ? ['Basic realm="sawtooth", charset="UTF-8"'] : []),
    ...(bearerToken === null ? [] : ['Bearer realm="sawtooth"']),
  ];
  return c.text('Say who you are: this server has a --web.config.file.\n', 401, {
    ...noStore,
    'www-authenticate': ways.join(', '),
  });
}

/** In a time that tells nothing of where they differ, nor of how long ours is. */
function isSame(given: string, ours: string): boolean {
  const [a, b] = [given, ours].map((text) => createHash('sha256').update(text).digest());
  return a !== undefined && b !== undefined && timingSafeEqual(a, b);
}
