/**
 * Times in /proc/PID/stat are counted in USER_HZ, which the kernel fixes at 100 towards programs on
 * every architecture that Node runs on (proc(5); include/asm-generic/param.h).
 */
const ticksPerSecond = 100;

/** A size in `/proc/PID/status` or `smaps_rollup`, in bytes. */
export function statusBytes(status: string, field: string): number | undefined {
  const found = new RegExp(`^${field}:\\s+(\\d+) kB$`, 'm').exec(status)?.[1];
  return found === undefined ? undefined : Number(found) * 1024;
}

/** A count in `/proc/PID/status`. */
export function statusCount(status: string, field: string): number | undefined {
  const found = new RegExp(`^${field}:\\s+(\\d+)$`, 'm').exec(status)?.[1];
  return found === undefined ? undefined : Number(found);
}

/**
 * What `/proc/PID/stat` says, with the time of the boot (null: nobody knows). proc(5): utime, stime and starttime are
 * the fields 14, 15 and 22, the state being the third. `startTicks` is the last as it stands there: the time of the boot
 * moves with the clock that is set, this does not.
 */
export function processTimes(
  stat: string,
  bootSeconds: number | null,
): { cpuSeconds?: number; startAtMs?: number; startTicks?: number } {
  // The second field is the program's name in brackets, which may hold blanks and brackets itself.
  const fromState = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = (number: number) => Number(fromState[number - 3] ?? Number.NaN);
  const cpuSeconds = (ticks(14) + ticks(15)) / ticksPerSecond;
  const startTicks = ticks(22);
  const startAtMs = ((bootSeconds ?? Number.NaN) + startTicks / ticksPerSecond) * 1000;
  return {
    ...(Number.isFinite(cpuSeconds) ? { cpuSeconds } : {}),
    ...(Number.isFinite(startAtMs) ? { startAtMs } : {}),
    ...(Number.isFinite(startTicks) ? { startTicks } : {}),
  };
}
