/** As Prometheus writes a duration (model.Duration.String): years, weeks and days only where nothing is left over. */
export function durationText(ms: number): string {
  if (ms === 0) return '0s';
  let rest = ms;
  let text = '';
  for (const [unit, length, isWhole] of units) {
    if (isWhole && rest % length !== 0) continue;
    const count = Math.floor(rest / length);
    if (count > 0) text += `${count}${unit}`;
    rest -= count * length;
  }
  return text;
}

const day = 86_400_000;
const units: readonly (readonly [unit: string, ms: number, isWhole: boolean])[] = [
  ['y', 365 * day, true],
  ['w', 7 * day, true],
  ['d', day, true],
  ['h', 3_600_000, false],
  ['m', 60_000, false],
  ['s', 1000, false],
  ['ms', 1, false],
];
