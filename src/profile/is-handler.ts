/** What hands requests on to what it was given; closures are given, and hand nothing on. */
const handles = /\.(ServeHTTP|\w*[hH]andler|Handle)(-fm)?$/;

/** Whether a function handles requests, by its name. */
export function isHandler(name: string): boolean {
  return handles.test(name);
}
