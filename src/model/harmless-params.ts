/** Query parameters whose values are worth reading and hold no secret: those of pprof and of exporters. */
const harmless = new Set([
  'debug',
  'gc',
  'seconds',
  'format',
  'module',
  'target',
  'collect[]',
  'match[]',
]);

/** Whether the value of a URL's query parameter may be shown; whatever else stands there may be a token. */
export function isHarmlessParam(name: string): boolean {
  return harmless.has(name);
}
