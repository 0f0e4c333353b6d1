import type { Frame } from '../model/culprit.ts';
import type { Bucket } from './bucket-table.ts';

/** The part of the growth that a caller must explain to be named in place of what it calls. */
const explainedShare = 0.8;
/** Sampled objects that the other callers should have kept, before their keeping none says something. */
const leastExpected = 9;
/** Standard errors by which they must have kept less, and the part of the expected that is no noise. */
const certainty = 3;
const keptShare = 1 / 3;

/** What one caller made: growth in bytes, and sampled objects kept and allocated between the captures. */
type Branch = { rows: Row[]; grown: number; kept: number; allocated: number };

/**
 * What is known of functions, by name: who is seen to keep what he makes, or those below make for him, and who gives
 * away what he makes.
 */
type Habits = {
  readonly keeps: (name: string) => boolean;
  readonly gives: (name: string) => boolean;
};

type Row = Omit<Branch, 'rows'> & { readonly callers: readonly Frame[] };

/**
 * Three functions may share a loader of which only one keeps what it got. The loader allocates, the one
 * that keeps is to blame:
 *
 *     load ← export    allocated 400, kept 400    blamed
 *          ← preview   allocated 400, kept 0
 *          ← search    allocated 400, kept 0
 *
 * Walks from the function that allocates towards the root, along the caller that explains 80 % of the
 * growth, and answers the frame of the highest one that tells itself from its neighbours: they
 * allocate, and by its habit would have kept nine sampled objects or more, but kept far fewer (three
 * Poisson errors). Who calls a function that gives away what it makes (gives-away.ts) comes before that one, unless
 * it is seen to keep something itself. null: callers keep alike, there is but one, or allocations are not counted.
 * `callersOf`: the application's frames of a stack from the allocating one on; `nameOf`: under which name a frame
 * counts.
 */
export function blamedCaller(
  buckets: readonly Bucket[],
  callersOf: (stack: number) => readonly Frame[],
  nameOf: (frame: Frame) => string,
  habits: Habits,
): Frame | null {
  const all = buckets.map(({ stack, first, now }) => ({
    callers: callersOf(stack),
    grown: now.value - first.value,
    kept: now.live - first.live,
    allocated: now.allocated - first.allocated,
  }));
  // Of several closures of one function each has its own callers.
  let rows = ofMainClosure(all, 0);
  let blamed: Frame | null = null;
  let isPassedOn = true;
  for (let depth = 1; ; depth++) {
    const branches = branchesAt(rows, depth, nameOf);
    const best = [...branches.values()].reduce((a, b) => (b.grown > a.grown ? b : a), none);
    const { [depth]: frame, [depth - 1]: called } = best.rows.reduce(grewMore, nobody).callers;
    const whole = total(branches.values(), 'grown');
    if (frame === undefined || best.grown < explainedShare * whole) return blamed;
    const told = tellsCaller(best, branches.values(), depth);
    if (told === 'no') return blamed;
    isPassedOn = isPassedOn && (told === 'yes' || isGiven(called, nameOf, habits));
    if (told === 'yes' || isPassedOn || habits.keeps(nameOf(frame))) blamed = frame;
    rows = ofMainClosure(best.rows, depth);
  }
}

/** Whether a function gives what it makes to its caller, for all that is seen. */
function isGiven(
  called: Frame | undefined,
  nameOf: (frame: Frame) => string,
  { keeps, gives }: Habits,
): boolean {
  const name = called === undefined ? '' : nameOf(called);
  return gives(name) && !keeps(name);
}

/** As `tellsItself`, of a caller or of one of its closures. */
function tellsCaller(best: Branch, branches: Iterable<Branch>, depth: number) {
  const told = tellsItself(best, branches);
  return told === 'unknown' && isOneClosure(best, depth) ? 'yes' : told;
}

/**
 * Whether of the closures that a caller was written with, which count as one, a single one keeps what the others would
 * not: the handlers of one function that sets up the routes.
 */
function isOneClosure({ rows }: Branch, depth: number): boolean {
  const closures = closuresAt(rows, depth);
  const best = mainClosure(closures);
  return best !== null && tellsItself(best, closures.values()) === 'yes';
}

/** Whether a caller keeps what its neighbours would not; `unknown`: they allocate too little to tell. */
function tellsItself(best: Branch, branches: Iterable<Branch>): 'yes' | 'no' | 'unknown' {
  const others = [...branches].filter((branch) => branch !== best);
  const expected = (best.kept / best.allocated) * total(others, 'allocated');
  if (!(expected >= leastExpected)) return 'unknown';
  const kept = total(others, 'kept');
  const alike = kept > expected * keptShare || kept > expected - certainty * Math.sqrt(expected);
  return alike ? 'no' : 'yes';
}

const none: Branch = { rows: [], grown: 0, kept: 0, allocated: 0 };
const nobody: Row = { callers: [], grown: 0, kept: 0, allocated: 0 };

function grewMore(a: Row, b: Row): Row {
  return b.grown > a.grown ? b : a;
}

/** The rows by the function that stands at `depth` of their callers; '' where there is none. */
function branchesAt(
  rows: readonly Row[],
  depth: number,
  nameOf: (frame: Frame) => string,
): ReadonlyMap<string, Branch> {
  const branches = new Map<string, Branch>();
  for (const row of rows) {
    const caller = row.callers[depth];
    const name = caller === undefined ? '' : nameOf(caller);
    const branch = branches.get(name) ?? { rows: [], grown: 0, kept: 0, allocated: 0 };
    branches.set(name, branch);
    branch.rows.push(row);
    branch.grown += row.grown;
    branch.kept += row.kept;
    branch.allocated += row.allocated;
  }
  return branches;
}

/** The same by their own names: each closure of a function for itself. */
function closuresAt(rows: readonly Row[], depth: number): ReadonlyMap<string, Branch> {
  return branchesAt(rows, depth, ({ function: name }) => name.replace(/\[.*\]/, ''));
}

/** The closure that explains 80 % of the growth; null: none does. */
function mainClosure(closures: ReadonlyMap<string, Branch>): Branch | null {
  const best = [...closures.values()].reduce((a, b) => (b.grown > a.grown ? b : a), none);
  return best.grown >= explainedShare * total(closures.values(), 'grown') ? best : null;
}

function ofMainClosure(rows: readonly Row[], depth: number): readonly Row[] {
  return mainClosure(closuresAt(rows, depth))?.rows ?? rows;
}

function total(branches: Iterable<Branch>, column: 'grown' | 'kept' | 'allocated'): number {
  let sum = 0;
  for (const branch of branches) sum += branch[column];
  return sum;
}
