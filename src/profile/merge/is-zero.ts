/** Whether a stack is 0 in every column: `width` values from `from` on. */
export function isZero(values: Float64Array, from: number, width: number): boolean {
  for (let i = from; i < from + width; i++) if (values[i] !== 0) return false;
  return true;
}
