/**
 * The least milliseconds that each task takes. Tasks take turns, so that whatever else the machine does
 * meets all of them; the least is what the code takes. For `forMs` milliseconds, eight rounds at least.
 */
export function pairedMinima<Name extends string>(
  tasks: Readonly<Record<Name, () => unknown>>,
  forMs: number,
): Readonly<Record<Name, number>> {
  const names = Object.keys(tasks) as Name[];
  const least = Object.fromEntries(names.map((name) => [name, Infinity])) as Record<Name, number>;
  const end = performance.now() + forMs;
  for (let round = 0; round < 8 || performance.now() < end; round++) {
    for (const name of names) {
      const start = performance.now();
      tasks[name]();
      least[name] = Math.min(least[name], performance.now() - start);
    }
  }
  return least;
}
