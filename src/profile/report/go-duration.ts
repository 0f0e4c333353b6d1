const unitNanos = [
  ['ms', 1e6],
  ['µs', 1e3],
  ['ns', 1],
] as const;

/** A duration as Go writes it: `1h2m3.5s`, `10.002s`, `1.5ms`, `0s`. */
export function goDuration(nanos: number): string {
  if (nanos < 0) return `-${goDuration(-nanos)}`;
  if (nanos === 0) return '0s';
  if (nanos < 1e9) {
    const [unit, size] = unitNanos.find(([, each]) => nanos >= each) ?? ['ns', 1];
    return `${nanos / size}${unit}`;
  }
  const minutes = Math.floor(nanos / 60e9);
  const seconds = (nanos - minutes * 60e9) / 1e9;
  if (minutes === 0) return `${seconds}s`;
  const hours = Math.floor(minutes / 60);
  return `${hours > 0 ? `${hours}h` : ''}${minutes % 60}m${seconds}s`;
}
