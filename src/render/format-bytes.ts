const units = ['B', 'KiB', 'MiB', 'GiB', 'TiB', 'PiB', 'EiB'] as const;

/** Bytes for a reader, base 1024 (IEC 80000-13): `512 B`, `12.3 MiB`, `-1.0 GiB`. */
export function formatBytes(valueBytes: number): string {
  if (!Number.isFinite(valueBytes)) return 'unknown';
  let size = Math.abs(valueBytes);
  let step = 0;
  // 1023.95 would be rounded to 1024.0 of the smaller unit.
  while (size >= (step === 0 ? 1023.5 : 1023.95) && step < units.length - 1) {
    size /= 1024;
    step++;
  }
  const digits = step === 0 ? String(Math.round(size)) : size.toFixed(1);
  const sign = valueBytes < 0 && Number(digits) !== 0 ? '-' : '';
  return `${sign}${digits} ${units[step]}`;
}
