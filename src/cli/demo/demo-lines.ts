import type { WatchEvent } from '../../model/event.ts';
import { eventText } from '../../render/event-line.ts';
import { formatTimeToSecond } from '../../render/format-time.ts';
import { verdictFigures, verdictWord } from '../../render/verdict-text.ts';
import type { DemoEvent } from './progress.ts';
import { deathText } from './summary.ts';

/** What is printed of an event where there is no dashboard: no line, or one. */
export function demoLines(event: DemoEvent, nowMs: number): string[] {
  const text = textOf(event);
  return text === null ? [] : [`${formatTimeToSecond(nowMs)}  ${text}`];
}

function textOf(event: DemoEvent): string | null {
  switch (event.kind) {
    case 'watch':
      return isNews(event.event) ? eventText(event.event) : null;
    case 'looked': {
      const figures = verdictFigures(event.verdict);
      return figures === '' ? null : said(verdictWord(event.verdict), figures);
    }
    case 'start':
      return said('started', `the program as process ${event.pid}`);
    case 'death':
      return said('died', deathText(event.death));
    case 'notification':
      return said(
        'received',
        `a notification of ${event.body.length} characters, signature verified`,
      );
  }
}

function said(word: string, text: string): string {
  return `${word.padEnd(10)}  ${text}`;
}

/**
 * The leak is in the heap: the goroutines are watched as well, yet nothing is said of them. The reason
 * of the end is the demo's own.
 */
function isNews(event: WatchEvent): boolean {
  switch (event.kind) {
    case 'stopping':
      return false;
    case 'captured':
      return event.capture.kind === 'heap';
    case 'diffed':
      return event.diff.unit === 'bytes';
    case 'verdict':
      return event.verdict.kind !== 'insufficient-data' && event.verdict.signal !== 'goroutines';
    default:
      return true;
  }
}
