import type { Row } from './urgency.ts';
import { verdictWord } from './verdict-text.ts';

/** What a status is marked with; each view has a glyph or a picture for it. */
export type StatusMark = 'firing' | 'watch' | 'up' | 'down' | 'unknown';

/** How a target stands, in a mark, a word or three, and a tone: each alone would be enough. */
export type Status = {
  readonly mark: StatusMark;
  readonly word: string;
  readonly tone: 'good' | 'warn' | 'bad' | 'dim';
};

/** Down beats the verdict: what was last known of a target that is gone is no news. That it fires still is. */
export function statusOf(row: Row): Status {
  const { health, verdict } = row.shown;
  const alert = alertOf(row);
  if (health === 'down') {
    const firing = row.incident?.state === 'firing' ? `, ${row.quiet?.word ?? 'firing'}` : '';
    return { mark: 'down', word: `down${firing}`, tone: 'bad' };
  }
  if (alert !== null) return alert;
  if (verdict === null) {
    const word = health === 'up' ? 'first look' : 'waiting';
    return { mark: 'unknown', word, tone: 'dim' };
  }
  if (verdict.concern !== 'none') {
    return { mark: 'watch', word: `${verdict.kind}?`, tone: 'warn' };
  }
  if (verdict.kind === 'insufficient-data') {
    return { mark: 'up', word: verdictWord(verdict), tone: 'dim' };
  }
  const shape = verdict.shape === null ? '' : ` ${verdict.shape}`;
  return { mark: 'up', word: `${verdict.kind}${shape}`, tone: 'good' };
}

/** Whether an alert fires of which somebody is to hear, also of a target that is down. */
export function isFiring({ incident, quiet }: Row): boolean {
  return incident?.state === 'firing' && quiet === null;
}

/** How it stands by its incident, also before a new life has a verdict; null: it has none that is open. */
function alertOf({ incident, quiet }: Row): Status | null {
  if (incident?.state === 'firing') {
    const { kind } = incident.verdict;
    if (quiet !== null) return { mark: 'watch', word: `${kind} ${quiet.word}`, tone: 'warn' };
    return { mark: 'firing', word: `${kind} firing`, tone: 'bad' };
  }
  if (incident?.state !== 'pending') return null;
  return { mark: 'watch', word: `${incident.verdict.kind} pending`, tone: 'warn' };
}
