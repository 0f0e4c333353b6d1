/** Numbers in sentences. `render/` formats for people too, but stands above this layer. */

const sizes = ['B', 'KiB', 'MiB', 'GiB', 'TiB'];

/** `48.2 MiB`: 1024 to the next unit, three digits. */
export function bytesText(bytes: number): string {
  let [value, index] = [bytes, 0];
  while (Math.abs(value) >= 1024 && index < sizes.length - 1) {
    value /= 1024;
    index++;
  }
  return `${digits(value)} ${sizes[index]}`;
}

/** `6 h 20 min`: the two largest units that are not 0. */
export function durationText(ms: number): string {
  const seconds = Math.round(ms / 1000);
  const parts = [
    [Math.floor(seconds / 86_400), 'd'],
    [Math.floor(seconds / 3600) % 24, 'h'],
    [Math.floor(seconds / 60) % 60, 'min'],
    [seconds % 60, 's'],
  ] as const;
  const first = parts.findIndex(([count]) => count > 0);
  if (first < 0) return '0 s';
  return parts
    .slice(first, first + 2)
    .filter(([count]) => count > 0)
    .map(([count, unit]) => `${count} ${unit}`)
    .join(' ');
}

/** Three digits that mean something: `0.12`, `4.5`, `318`. */
export function digits(value: number): string {
  if (value === 0) return '0';
  const places = Math.max(0, 2 - Math.floor(Math.log10(Math.abs(value))));
  return String(Number(value.toFixed(Math.min(20, places))));
}

/** Thousands apart, as views have them: `12 127`; what has decimals or an exponent stays. */
export function grouped(number: string): string {
  return /^-?\d+$/.test(number) ? number.replaceAll(/\B(?=(\d{3})+$)/g, ' ') : number;
}
