import type { Figures, LifeEnd, Reading } from '../../../src/model/reading.ts';
import { random } from '../../support/series-generator.ts';
import type { Ended, Played } from '../case.ts';
import { normal } from '../dice.ts';

/** What a page tells of a process: Go's, a resident set alone, a collected heap, a bare value. */
export type Page = 'go' | 'rss' | 'heapUsed' | 'value';

/** A service to play. All times in milliseconds, sizes in bytes. */
export type Service = {
  readonly seed: number;
  readonly spanMs: number;
  readonly stepMs: number;
  /** What the process keeps, by its age and by the time of the record. */
  readonly live: (ageMs: number, atMs: number) => number;
  readonly page: Page;
  /** Garbage as a share of what lives, collected once each period. */
  readonly garbage: { readonly share: number; readonly periodMs: number };
  /** Spread of what lives from minute to minute, as a share; correlated over `noiseMs`. */
  readonly noise: number;
  readonly noiseMs: number;
  /** Where the process is killed; whether the page says so. */
  readonly limit: number;
  readonly limitKnown: boolean;
  readonly startKnown: boolean;
  readonly exitKnown: boolean;
  /** Share of the scrapes that are lost. */
  readonly missing: number;
  /** Times at which the process is replaced in good order. */
  readonly deploys: readonly number[];
  /** Whether a deploy gives the process another name, as pods have it. */
  readonly renames: boolean;
  /** More figures of the page. */
  readonly also?: (ageMs: number, atMs: number) => Figures;
};

const epochMs = 1_700_000_000_000;

/** Plays a service: a seeded, time-stepped life with collections, noise, kills and deploys. */
export function simulate(service: Service): Played {
  const { spanMs, stepMs, limit, deploys, missing } = service;
  const next = random(service.seed);
  const readings: Reading[] = [];
  const ends: Ended[] = [];
  const keeps = Math.exp(-stepMs / service.noiseMs);
  let drift = 0;
  let born = 0;
  let pod = 0;
  let waiting = [...deploys];
  for (let at = 0; at < spanMs; at += stepMs) {
    drift = keeps * drift + Math.sqrt(1 - keeps * keeps) * normal(next);
    const deployed = waiting.length > 0 && (waiting[0] ?? 0) <= at;
    if (deployed) {
      waiting = waiting.slice(1);
      ends.push({ atMs: epochMs + at, cause: 'deploy', replica: 0, lastedMs: at - born });
      born = at;
      if (service.renames) pod++;
    }
    const live = Math.max(1, service.live(at - born, at) * (1 + service.noise * drift));
    const phase = ((at - born) % service.garbage.periodMs) / service.garbage.periodMs;
    const total = live * (1 + service.garbage.share * phase);
    if (total >= limit) {
      ends.push({ atMs: epochMs + at, cause: 'oom', replica: 0, lastedMs: at - born });
      born = at + stepMs;
      continue;
    }
    if (next() < missing) continue;
    readings.push(readingOf(service, { at, born, pod, live, total }, ends.at(-1)?.cause));
  }
  return { readings, ends };
}

type Moment = { at: number; born: number; pod: number; live: number; total: number };

function readingOf(service: Service, moment: Moment, cause: LifeEnd | undefined): Reading {
  const { at, born, pod, live, total } = moment;
  const figures = { ...figuresOf(service.page, live, total), ...service.also?.(at - born, at) };
  return {
    atMs: epochMs + at,
    instance: `pod-${pod}`,
    figures,
    ...(service.startKnown ? { startAtMs: epochMs + born } : {}),
    ...(service.limitKnown ? { limitBytes: service.limit } : {}),
    ...(service.exitKnown && cause !== undefined ? { lastExit: cause } : {}),
  };
}

function figuresOf(page: Page, live: number, total: number): Figures {
  if (page === 'go') return { heapLive: 0.8 * live, rss: total, goroutines: 80, openFds: 40 };
  return { [page]: total };
}
