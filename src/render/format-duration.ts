const minute = 60;
const hour = 60 * minute;
const day = 24 * hour;
const year = 365 * day;

/** Seconds for a reader, two units at most: `340 ms`, `41 s`, `2 min 3 s`, `2 h 13 min`, `3 d 4 h`. */
export function formatDuration(seconds: number): string {
  if (!Number.isFinite(seconds)) return 'unknown';
  if (seconds < 0) return `-${formatDuration(-seconds)}`;
  if (seconds === 0) return '0 s';
  if (seconds < 0.9995) return `${Math.max(1, Math.round(seconds * 1000))} ms`;
  if (seconds < 9.95 && !Number.isInteger(seconds)) return `${Number(seconds.toFixed(1))} s`;
  return whole(Math.round(seconds));
}

/** From the coarser unit's next step on, the finer one is rounded into it: 2 h 0 min 59 s is `2 h 1 min`. */
function whole(seconds: number): string {
  if (seconds < minute) return `${seconds} s`;
  if (seconds < hour) return pair(seconds, minute, 'min', 1, 's');
  const minutes = Math.round(seconds / minute) * minute;
  if (minutes < day) return pair(minutes, hour, 'h', minute, 'min');
  const hours = Math.round(seconds / hour) * hour;
  if (hours < 100 * day) return pair(hours, day, 'd', hour, 'h');
  const days = Math.round(seconds / day) * day;
  return days < year ? `${days / day} d` : pair(days, year, 'y', day, 'd');
}

function pair(seconds: number, big: number, bigName: string, small: number, smallName: string) {
  const rest = Math.floor((seconds % big) / small);
  const first = `${Math.floor(seconds / big)} ${bigName}`;
  return rest === 0 ? first : `${first} ${rest} ${smallName}`;
}
