import { expect, test } from 'vitest';
import { type Slope, soak } from './support/soak.ts';

/** `SOAK_SECONDS=1800` in the long run. One second counts as ten minutes. */
const seconds = Number(process.env['SOAK_SECONDS'] ?? 180);
const timeScale = 600;

const mib = (bytes: number) => (bytes / 2 ** 20).toFixed(2);
const told = ({ perMinute, low, high, at }: Slope) =>
  `${mib(perMinute)} MiB/min [${mib(low)}, ${mib(high)}] at ${mib(at)} MiB`;

test(
  `${seconds} s among targets that come, go, hang and lie: every verdict right, and its own is quiet`,
  async () => {
    const { fired, rss, heap, handles, scrapes, targetsSeen, ownVerdict, log } = await soak(
      seconds * 1000,
      timeScale,
    );
    console.log(
      `soak: ${seconds} s (${Math.round((seconds * timeScale) / 3600)} h of rule time), ${targetsSeen} targets, ${scrapes} scrapes; RSS ${told(rss)}; heap ${told(heap)}; handles ${handles.join(' → ')}; own verdict ${ownVerdict}${ownVerdict === 'insufficient-data' ? ' (too short a run to tell)' : ''}; fired: ${[...fired].sort().join(', ')}`,
    );
    expect([...fired].sort()).toEqual(['leak/leak-0', 'leak/leak-1', 'leak/leak-2', 'leak/leak-3']);
    // In the short run there may be too little of itself to tell; in the long one it has to say that nothing leaks.
    const isLong = seconds >= 600;
    expect(isLong ? ['steady'] : ['steady', 'insufficient-data']).toContain(ownVerdict);
    expect(handles[1]).toBeLessThanOrEqual(handles[0] + 20);
    // What grows for certain, by more than a twentieth a minute, would be there to see in half an hour.
    expect(rss.low).toBeLessThan(rss.at / 20);
    expect(heap.low).toBeLessThan(heap.at / 20);
    expect(log).not.toMatch(/unhandled|TypeError|RangeError/i);
  },
  (seconds + 120) * 1000,
);
