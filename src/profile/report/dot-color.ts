/** How far a colour moves away from grey for a small score. */
const shift = 0.7;

/**
 * The colour of a score between -1 (green), 0 (grey) and 1 (red), as `#rrggbb`: pale for a background,
 * dark for lines (internal/graph dotColor).
 */
export function dotColor(score: number, isBackground: boolean): string {
  // A share of nothing is no number: of it, Go makes a byte of 0.
  if (Number.isNaN(score)) return isBackground ? '#ed00d5' : '#b20000';
  const value = isBackground ? 0.93 : 0.7;
  const limited = Math.max(-1, Math.min(1, score));
  const full = isBackground ? 0.1 : 1;
  // Near 0 it is grey and not yellow.
  const saturation = Math.abs(limited) < 0.2 ? full * (Math.abs(limited) / 0.2) : full;
  const strength = Math.abs(limited) ** (1 - shift);
  const strong = value * (1 - saturation * strength);
  const [red, green] = limited < 0 ? [strong, value] : [value, limited > 0 ? strong : value];
  const blue = value * (1 - saturation);
  return `#${[red, green, blue].map(hexByte).join('')}`;
}

function hexByte(part: number): string {
  return Math.trunc(part * 255)
    .toString(16)
    .padStart(2, '0');
}
