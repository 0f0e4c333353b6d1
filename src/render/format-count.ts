/** A count for a reader: `0.25`, `7`, `1 234`, `12 345 678` (groups of three, ISO 80000-1). */
export function formatCount(count: number): string {
  if (!Number.isFinite(count)) return 'unknown';
  const size = Math.abs(count);
  const digits = size < 100 && !Number.isInteger(size) ? short(size) : String(Math.round(size));
  const grouped = digits.includes('.') ? digits : digits.replaceAll(/\B(?=(\d{3})+$)/g, ' ');
  return count < 0 && Number(digits) !== 0 ? `-${grouped}` : grouped;
}

/** Two decimals below ten, one above, no zeros at the end. */
function short(size: number): string {
  return String(Number(size.toFixed(size < 10 ? 2 : 1)));
}
