/**
 * The value of rank `rank` (0: the least) among the first `count`, in linear time; moves the values about
 * (Hoare 1961, "Find"; the pivot is the middle one, so that what is nearly in order stays quick).
 */
export function select(values: Float64Array, count: number, rank: number): number {
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const last = partition(values, low, high);
    if (rank <= last) high = last;
    else low = last + 1;
  }
  return values[rank] as number;
}

/** Moves what is below the pivot before what is above; answers with the last place of the lower part. */
function partition(values: Float64Array, low: number, high: number): number {
  const pivot = values[(low + high) >> 1] as number;
  let left = low - 1;
  let right = high + 1;
  for (;;) {
    do left++;
    while ((values[left] as number) < pivot);
    do right--;
    while ((values[right] as number) > pivot);
    if (left >= right) return right;
    const swapped = values[left] as number;
    values[left] = values[right] as number;
    values[right] = swapped;
  }
}
