/** A share (0 to 1, more is possible) as a percentage: `97 %`, `4.2 %`, `<0.1 %`; `-0 %` for less than a tenth below none. */
export function formatPercent(share: number): string {
  if (!Number.isFinite(share)) return 'unknown';
  const percent = share * 100;
  const size = Math.abs(percent);
  if (size === 0) return '0 %';
  if (size < 0.1) return percent < 0 ? '-0 %' : '<0.1 %';
  return `${size < 9.95 ? String(Number(percent.toFixed(1))) : String(Math.round(percent))} %`;
}
