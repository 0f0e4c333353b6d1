/**
 * Tells V8 that the process ends soon: loops are compiled by its quick compiler (Maglev) and not once more
 * by the one that makes the fastest code. A report runs each of its loops once or twice and is done before
 * that code pays: a difference of two profiles takes a quarter to a half less processor time without, and
 * one of two with 300,000 stacks as much as with it. No result depends on it, and a V8 that does not know
 * the flag goes on as before.
 */
export function compileQuickly(): void {
  process.getBuiltinModule('node:v8').setFlagsFromString('--no-turbofan');
}
