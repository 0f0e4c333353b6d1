import type { LifeEnd, Reading } from '../../../src/model/reading.ts';
import { random } from '../../support/series-generator.ts';
import { day, type Ended, type Played } from '../case.ts';
import { normal } from '../dice.ts';
import type { Bursts, Process, World } from './world.ts';

const epochMs = 1_700_000_000_000;
const requestsPerSecond = 40;

/** Plays a workload: each replica for itself, then all of them in the order of time. */
export function play(world: World): Played & { readonly startMs: number } {
  const runs = Array.from({ length: mostReplicas(world) }, (_, slot) => new Replica(world, slot));
  for (const run of runs) run.play();
  const peak = Math.max(1, ...runs.map((run) => run.peak));
  const { limit } = world;
  const limitBytes = 'bytes' in limit ? limit.bytes : peak / limit.peakShare;
  const stamp = (reading: Reading) => (world.limitKnown ? { ...reading, limitBytes } : reading);
  const byTime = (a: { atMs: number }, b: { atMs: number }) => a.atMs - b.atMs;
  return {
    readings: runs.flatMap(({ readings }) => readings.map(stamp)).toSorted(byTime),
    ends: runs.flatMap(({ ends }) => ends).toSorted(byTime),
    startMs: epochMs,
  };
}

function mostReplicas({ replicas, spanMs, stepMs }: World): number {
  let most = 1;
  for (let at = 0; at < spanMs; at += stepMs) most = Math.max(most, replicas(at));
  return Math.round(most);
}

/** One replica's lives, one after the other. */
class Replica {
  readonly readings: Reading[] = [];
  readonly ends: Ended[] = [];
  peak = 0;
  readonly #world: World;
  readonly #slot: number;
  readonly #next: () => number;
  readonly #wavers: (at: number) => number;
  #process: Process | null = null;
  #born: number;
  #served = 0;
  #life = 0;
  #deaths = 0;
  #pod = 0;
  #version = 0;
  #crashAge = Number.POSITIVE_INFINITY;
  #downUntil = 0;
  #blindUntil = 0;
  #last: LifeEnd | null = null;
  #waiting: readonly number[];

  constructor(world: World, slot: number) {
    this.#world = world;
    this.#slot = slot;
    this.#next = random(world.seed + 104_729 * (slot + 1));
    this.#wavers = wavering(world, this.#next);
    this.#born = -world.agedMs;
    // One replica after the other, as a rolling update has it.
    const { staggerMs = 2 * world.stepMs } = world;
    this.#waiting = world.deploys.map((at) => at + slot * staggerMs);
  }

  play(): void {
    const { spanMs, stepMs, replicas } = this.#world;
    let absent = false;
    for (let at = 0; at < spanMs; at += stepMs) {
      if (this.#slot >= replicas(at)) {
        if (!absent && this.#process !== null) this.#end(at, 'deploy', this.#world.renames);
        absent = true;
        continue;
      }
      if (absent) this.#downUntil = at;
      absent = false;
      this.#tick(at);
    }
  }

  #tick(at: number): void {
    const { stepMs, limit, keeps, load, replicas } = this.#world;
    const drift = this.#wavers(at);
    if ((this.#waiting[0] ?? Number.POSITIVE_INFINITY) <= at) {
      this.#waiting = this.#waiting.slice(1);
      this.#version++;
      this.#end(at, 'deploy', this.#world.renames);
    }
    if (at < this.#downUntil) return;
    if (this.#process === null) this.#start(at);
    const age = at - this.#born;
    if (age >= this.#crashAge) {
      this.#die(at, 'crash');
      return;
    }
    const own = (load(at) * replicas(0)) / Math.max(1, replicas(at));
    this.#served += own * stepMs;
    const kept = keeps({
      ...{ age, at, load: own, served: this.#served, life: this.#life },
      ...{ version: this.#version, replica: this.#slot },
    });
    const wavering = { ...kept, heap: Math.max(1, kept.heap * drift) };
    const { figures, total } = this.#process?.(wavering, stepMs, own) ?? { figures: {}, total: 0 };
    if (total >= ('bytes' in limit ? limit.bytes : Number.POSITIVE_INFINITY)) {
      this.#die(at, Number.isFinite(total) ? 'oom' : 'crash');
      return;
    }
    this.peak = Math.max(this.peak, total);
    this.#scrape(at, figures, own);
  }

  #start(at: number): void {
    const { runtime, crashAge } = this.#world;
    this.#process = runtime.start(this.#next);
    if (this.#life > 0 || at > 0) this.#born = at;
    this.#served = this.#born < 0 ? -this.#born : 0;
    this.#crashAge = crashAge(this.#life, this.#next);
  }

  #die(at: number, cause: LifeEnd): void {
    this.#end(at, cause, false);
    this.#downUntil = at + this.#world.backOffMs(this.#deaths++);
  }

  #end(at: number, cause: LifeEnd, renamed: boolean): void {
    this.ends.push({ atMs: epochMs + at, cause, replica: this.#slot, lastedMs: at - this.#born });
    this.#process = null;
    this.#life++;
    // A new pod's status knows nothing of the last one's end.
    this.#last = renamed ? null : cause;
    if (renamed) [this.#pod, this.#deaths] = [this.#pod + 1, 0];
  }

  #scrape(at: number, figures: Reading['figures'], load: number): void {
    const { scrapes, stepMs } = this.#world;
    if (this.#next() < (scrapes.outagesPerDay * stepMs) / day)
      this.#blindUntil = at + scrapes.outageMs * this.#next() * 2;
    if (at < this.#blindUntil || this.#next() < scrapes.missing) return;
    const { clock } = scrapes;
    const off = clock !== null && at >= clock.at ? clock.byMs : 0;
    const shake = Math.round(scrapes.jitter * stepMs * (2 * this.#next() - 1));
    const reading = this.#reading(epochMs + at + shake + off, figures, load);
    this.readings.push(reading);
    if (this.#next() < scrapes.doubled) this.readings.push(reading);
  }

  #reading(atMs: number, figures: Reading['figures'], load: number): Reading {
    const { startKnown, restartsKnown, exitKnown, versionKnown, loadKnown } = this.#world;
    const traffic = {
      requestsTotal: Math.round((this.#served / 1000) * requestsPerSecond),
      inFlight: Math.round(6 * load + 2 * this.#next()),
    };
    return {
      atMs,
      instance: `pod-${this.#slot}-${this.#pod}`,
      figures: loadKnown ? { ...figures, ...traffic } : figures,
      ...(startKnown ? { startAtMs: epochMs + this.#born } : {}),
      ...(restartsKnown ? { restarts: this.#deaths } : {}),
      ...(exitKnown && this.#last !== null ? { lastExit: this.#last } : {}),
      ...(versionKnown ? { version: `1.${this.#version}` } : {}),
    };
  }
}

/** The factor by which what is kept wavers, from step to step. */
function wavering({ noise, stepMs }: World, next: () => number): (at: number) => number {
  const keeps = Math.exp(-stepMs / noise.driftMs);
  const [up, down] = [bursting(noise.spikes, stepMs, next), bursting(noise.dips, stepMs, next)];
  let drift = normal(next);
  return (at) => {
    drift = keeps * drift + Math.sqrt(1 - keeps * keeps) * normal(next);
    const white = noise.white === 0 ? 0 : noise.white * normal(next);
    return Math.max(0.05, 1 + noise.drift * drift + white + up(at) - down(at));
  };
}

function bursting(about: Bursts, stepMs: number, next: () => number): (at: number) => number {
  let [until, height] = [0, 0];
  return (at) => {
    if (about.perDay === 0) return 0;
    if (at >= until && next() < (about.perDay * stepMs) / day) {
      until = at + Math.max(stepMs, about.lastsMs * 2 * next());
      height = about.height * next();
    }
    return at < until ? height : 0;
  };
}
