import type { Effect } from '../incident/state.ts';
import type { StoredIncident } from '../model/incident.ts';
import type { Rule } from '../model/rule.ts';
import type { TargetState } from './target-state.ts';
import type { Where } from './tell.ts';
import type { Judgement } from './workload-watch.ts';

/** An effect that waits, and what it is about. */
export type Held = {
  readonly effect: Effect;
  readonly rule: Rule;
  readonly where: Where;
  /** What the next process is to know of the incident. */
  readonly memory: StoredIncident['memory'];
};

/** A verdict that waits to be told. */
export type HeldVerdict = { readonly judgement: Judgement; readonly state: TargetState };

/**
 * What follows from readings of one workload that are read in one go: nobody is told what began and ended
 * meanwhile, and of what goes on the last word is enough.
 */
export class HeldEffects {
  readonly #before: ReadonlySet<string>;
  /** By effect and what it is about, the newest last: of a past of months not more than goes on. */
  readonly #effects = new Map<string, Held>();
  readonly #verdicts = new Map<Rule, HeldVerdict>();

  /** `before`: the incidents that there were before, in this process or in one whose work it goes on with. */
  constructor(before: ReadonlySet<string>) {
    this.#before = before;
  }

  hold(held: Held): void {
    if (this.#isHistory(held.effect)) {
      this.#drop(idOf(held.effect));
      return;
    }
    const key = keyOf(held.effect);
    this.#effects.delete(key);
    this.#effects.set(key, held);
  }

  holdVerdict(held: HeldVerdict): void {
    this.#verdicts.set(held.judgement.rule, held);
  }

  get verdicts(): readonly HeldVerdict[] {
    return [...this.#verdicts.values()];
  }

  /** What is still to be done, in order. */
  get effects(): readonly Held[] {
    return [...this.#effects.values()];
  }

  /** Of what began and ended meanwhile nobody is told. */
  #drop(id: string): void {
    for (const [key, { effect }] of this.#effects)
      if (idOf(effect) === id) this.#effects.delete(key);
  }

  #isHistory(effect: Effect): boolean {
    if (effect.kind === 'capture') return false;
    const { state, id } = effect.incident;
    const isOver = state === 'resolved' || state === 'inactive';
    return isOver && !this.#before.has(id);
  }
}

function idOf(effect: Effect): string {
  return effect.kind === 'capture' ? effect.targetId : effect.incident.id;
}

function keyOf(effect: Effect): string {
  return `${effect.kind} ${idOf(effect)}`;
}
