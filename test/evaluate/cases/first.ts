import { type Case, day, hour, mib, minute } from '../case.ts';
import { type Dice, diceOf } from '../dice.ts';
import { type Page, type Service, simulate } from '../simulate/first.ts';

const steps = [15_000, 30_000, minute, 5 * minute, 15 * minute];

type Plan = Partial<Service> & Pick<Service, 'spanMs' | 'live'>;
type Recipe = (dice: Dice) => { readonly plan: Plan; readonly onset: number | null };

/** The labelled case of one of the first classes and a seed; their seeds keep their meaning. */
export function firstCaseOf(name: string, seed: number): Case {
  const recipe = recipes[name];
  if (recipe === undefined) throw new Error(`no class ${name}`);
  const dice = diceOf(name, seed);
  const { plan, onset } = recipe(dice);
  const service = { ...setting(dice, plan), ...plan };
  const played = simulate(service);
  const startMs = played.readings[0]?.atMs ?? 0;
  const onsetMs = onset === null ? null : startMs + onset;
  const killed = played.ends.find(({ atMs, cause }) => cause === 'oom' && atMs > (onsetMs ?? 0));
  return {
    ...{ ...played, name, onsetMs, oomMs: killed?.atMs ?? null, limitKnown: service.limitKnown },
    context: (onset ?? 0) >= day,
    weeks: service.spanMs / (7 * day),
    leakKinds: null,
    sawtooth: name === 'leak-teeth',
  };
}

/** What every class draws for itself unless it says otherwise. */
function setting({ between, around, pick, seed }: Dice, plan: Plan): Service {
  const page = pick<Page>(['go', 'go', 'rss', 'heapUsed', 'value']);
  const collects = page === 'heapUsed' ? pick([hour / 4, hour]) : pick([minute, 7 * minute]);
  return {
    seed,
    page,
    stepMs: steps.find((step) => plan.spanMs / step <= 6000) ?? 15 * minute,
    garbage: { share: around(0.02, 0.8), periodMs: collects },
    noise: around(0.002, 0.04),
    noiseMs: pick([minute, 10 * minute, hour]),
    limit: Number.MAX_VALUE,
    limitKnown: false,
    startKnown: between(0, 1) < 0.8,
    exitKnown: between(0, 1) < 0.5,
    missing: pick([0, 0, 0.005, 0.05, 0.1]),
    deploys: [],
    renames: false,
    ...plan,
  };
}

/** A quiet service whose limit stands where its height reaches 35 to 97 % of it. */
function quiet(dice: Dice, peak: number, plan: Plan) {
  const garbage = {
    share: dice.around(0.02, 0.5),
    periodMs: dice.pick([minute, 7 * minute, hour]),
  };
  const noise = dice.around(0.002, 0.03);
  const limit = (peak * (1 + garbage.share) * (1 + 4.5 * noise)) / dice.between(0.35, 0.97);
  const limitKnown = dice.between(0, 1) < 0.7;
  return { plan: { garbage, noise, limit, limitKnown, ...plan }, onset: null };
}

/** A leak that would meet its limit a time off the ladder after its onset. */
function leaking(
  dice: Dice,
  shape: (share: number) => number,
  about: { readonly cold?: boolean; readonly lives?: number; readonly swing?: number },
) {
  const base = dice.around(50, 800) * mib;
  const fills =
    dice.pick([hour, 3 * hour, 6 * hour, day, 3 * day, 10 * day]) * dice.between(0.8, 1.25);
  const onset = about.cold === true ? 0 : dice.pick([day, 2 * day]) * dice.between(1, 1.5);
  const limit = base * dice.around(1.5, 8);
  const phase = dice.between(0, day);
  const swing = about.swing ?? 0;
  // In place for the first life, from the start in those that follow.
  const since = (age: number, at: number) => (age === at ? at - onset : age);
  const live = (age: number, at: number) =>
    base * (1 + swing * Math.sin((2 * Math.PI * (at + phase)) / day)) +
    (limit - base) * shape(Math.max(0, since(age, at)) / fills);
  const garbage = { share: dice.around(0.02, 0.5), periodMs: dice.pick([minute, 7 * minute]) };
  const spanMs = onset + fills * (about.lives ?? 1.02);
  const limitKnown = dice.between(0, 1) < 0.75;
  return { plan: { spanMs, live, limit, limitKnown, garbage }, onset };
}

const straight = (share: number) => share;
const level = (dice: Dice) => dice.around(50, 2000) * mib;
const warming = (age: number, tau: number) => 1 - Math.exp(-age / tau);

const recipes: Readonly<Record<string, Recipe>> = {
  'leak-straight': (dice) => leaking(dice, straight, {}),
  'leak-cold': (dice) => leaking(dice, straight, { cold: true }),
  'leak-diurnal': (dice) => leaking(dice, straight, { swing: dice.between(0.05, 0.25) }),
  'leak-faster': (dice) => leaking(dice, (share) => share ** 1.5, {}),
  'leak-staircase': (dice) =>
    leaking(
      dice,
      (share) => (1.25 ** Math.floor(Math.log(1 + 9 * share) / Math.log(1.25)) - 1) / 8,
      {},
    ),
  'leak-teeth': (dice) => leaking(dice, straight, { cold: true, lives: 4 }),
  'leak-deployed': (dice) => {
    const base = level(dice);
    const every = dice.between(0.6, 2) * day;
    const daily = dice.between(0.12, 0.4) * base;
    const deploys = Array.from({ length: 40 }, (_, i) => (i + 1) * every).filter(
      (at) => at < 14 * day,
    );
    const live = (age: number) => base * (1 + 0.2 * warming(age, hour / 2)) + (daily * age) / day;
    // Full within two or three lives, were it left alone.
    const limit = 1.6 * (1.2 * base + (daily * every * 1.5) / day);
    const garbage = { share: dice.between(0.05, 0.3), periodMs: 7 * minute };
    const limitKnown = dice.between(0, 1) < 0.7;
    const about = { garbage, limitKnown, startKnown: true, page: 'go' as const };
    const renames = dice.between(0, 1) < 0.5;
    return { plan: { spanMs: 14 * day, live, deploys, limit, renames, ...about }, onset: 0 };
  },
  flat: (dice) => {
    const base = level(dice);
    return quiet(dice, base, { spanMs: 14 * day, live: () => base });
  },
  'warm-up': (dice) => {
    const [base, tau] = [level(dice), dice.around(0.1, 60) * hour];
    const rise = dice.around(0.2, 4);
    const live = (age: number) => base * (1 + rise * warming(age, tau));
    return quiet(dice, base * (1 + rise), { spanMs: Math.max(2 * day, 6 * tau), live });
  },
  diurnal: (dice) => {
    const [base, swing, phase] = [level(dice), dice.between(0.05, 0.4), dice.between(0, day)];
    const live = (_: number, at: number) =>
      base * (1 + swing * Math.sin((2 * Math.PI * (at + phase)) / day));
    return quiet(dice, base * (1 + swing), { spanMs: 14 * day, live });
  },
  weekly: (dice) => {
    const [base, swing, phase] = [level(dice), dice.between(0.05, 0.3), dice.between(0, 7 * day)];
    const live = (_: number, at: number) => {
      const weekday = ((at + phase) / day) % 7 < 5 ? 1 : 0.5;
      return base * (1 + swing * weekday * (1 + Math.sin((2 * Math.PI * (at + phase)) / day)));
    };
    return quiet(dice, base * (1 + 2 * swing), { spanMs: 28 * day, live });
  },
  steps: (dice) => {
    const base = level(dice);
    const at = Array.from({ length: 4 }, () => dice.between(0, 14 * day));
    const by = at.map(() => dice.between(-0.3, 0.5));
    const live = (_: number, now: number) =>
      base * (1.5 + by.reduce((sum, share, i) => sum + (now >= (at[i] ?? 0) ? share : 0), 0));
    return quiet(dice, base * 3.5, { spanMs: 14 * day, live });
  },
  ratchet: (dice) => {
    // The high-water mark of requests: ever rarer, ever smaller steps.
    const [base, first] = [level(dice), dice.around(0.2, 3) * hour];
    const live = (age: number) => base * (1 + 0.15 * Math.floor(Math.log2(1 + age / first)));
    return quiet(dice, base * 2.5, { spanMs: 14 * day, live });
  },
  cron: (dice) => {
    const [base, every] = [level(dice), dice.pick([hour, 6 * hour, day])];
    const [high, lasts] = [dice.between(0.2, 1.5), dice.between(0.05, 0.3)];
    const live = (_: number, at: number) => base * (1 + ((at / every) % 1 < lasts ? high : 0));
    return quiet(dice, base * (1 + high), { spanMs: 14 * day, live });
  },
  'cache-cycles': (dice) => {
    // A cache that fills for hours and is flushed as a whole.
    const [base, every, high] = [level(dice), dice.around(2, 30) * hour, dice.between(0.3, 2)];
    const live = (_: number, at: number) => base * (1 + high * ((at / every) % 1));
    return quiet(dice, base * (1 + high), { spanMs: 14 * day, live });
  },
  restarted: (dice) => {
    const [base, tau, every] = [
      level(dice),
      dice.around(0.1, 3) * hour,
      dice.pick([12 * hour, day]),
    ];
    const rise = dice.between(0.2, 2);
    const deploys = Array.from({ length: 28 }, (_, i) => (i + 1) * every).filter(
      (at) => at < 14 * day,
    );
    const live = (age: number) => base * (1 + rise * warming(age, tau));
    const renames = dice.between(0, 1) < 0.5;
    const about = { spanMs: 14 * day, live, deploys, renames, startKnown: true };
    return quiet(dice, base * (1 + rise), about);
  },
  wandering: (dice) => {
    const base = level(dice);
    const about = { noise: dice.between(0.02, 0.08), noiseMs: dice.pick([6 * hour, day]) };
    return quiet(dice, base * 1.3, { spanMs: 14 * day, live: () => base, ...about });
  },
  'page-cache': (dice) => {
    const [base, tau] = [level(dice), dice.around(5, 200) * hour];
    const cache = (age: number) => 3 * base * warming(age, tau);
    const also = (age: number) => ({
      anon: base,
      workingSet: base + cache(age),
      pageCache: cache(age),
    });
    return quiet(dice, base * 4.2, { spanMs: 14 * day, live: () => base, also, page: 'rss' });
  },
};

/** The first classes by their names. */
export const firstClasses: readonly string[] = Object.keys(recipes);
