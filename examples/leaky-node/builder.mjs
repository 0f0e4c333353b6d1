/**
 * Makes report number `id`: 64 readings, summed up from a scratch array of `churnBytes` that is
 * garbage as soon as this returns. That is what makes collections happen.
 */
export function buildReport(id, churnBytes) {
  const scratch = [];
  for (let at = 0; at < churnBytes / 8; at++) scratch.push(Math.sin(id + at));
  const readings = [];
  for (let at = 0; at < 64; at++) readings.push(scratch[at % scratch.length] ?? id + 0.5);
  return { id, title: `report ${id}`, readings };
}
