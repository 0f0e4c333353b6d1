import type { Hono } from 'hono';

const methods = ['GET', 'POST', 'PUT', 'PATCH', 'DELETE'];

/** The methods that a path of this app is served with; empty: it is none of its paths. */
export function allowedMethods(app: Hono, path: string): readonly string[] {
  const served = methods.filter((method) => {
    const [found] = app.router.match(method, path);
    // What stands before all routes (logins) is of no method of its own.
    return found.some(([[, route]]) => route.method === method);
  });
  return served.includes('GET') ? [...served, 'HEAD'] : served;
}
