import type { Snapshot } from '../model/snapshot.ts';
import { attachedTarget, modelJson, snapshotForm } from '../render/snapshot-json.ts';
import { ChangedParts } from './changed-parts.ts';

/** All who ask within so long are told of the same look. */
const sharedForMs = 500;

/** A look at a large fleet takes long; it is the next one's turn after so many times that. */
const restShare = 20;

/** Nobody has asked for so long: what was told is forgotten, and who comes back is told all. */
const idleMs = 60_000;

/** Answers of one look that are kept for who asks alike: each is megabytes, and who asks chooses what differs. */
const mostAnswers = 8;

/** A look and its answers are megabytes: nobody has asked for so long, and they are let go. */
const forgetAfterMs = 2_000;

/**
 * What `watch --attach` reads again and again: a snapshot, or what of it differs from the one that a reader has. It is
 * looked at, and written, once for all who ask within half a second.
 */
export class AttachSnapshots {
  readonly #snapshot: () => Snapshot;
  readonly #nowMs: () => number;
  #targets = new ChangedParts();
  #incidents = new ChangedParts();
  readonly #answers = new Map<string, string>();
  #shown: Snapshot | null = null;
  #epoch = '';
  #version = 0;
  #nextAtMs = Number.NEGATIVE_INFINITY;
  #askedAtMs = Number.NEGATIVE_INFINITY;
  #forgetting: NodeJS.Timeout | undefined;

  /** `nowMs`: monotonic. */
  constructor(snapshot: () => Snapshot, nowMs: () => number) {
    this.#snapshot = snapshot;
    this.#nowMs = nowMs;
  }

  /**
   * The JSON of it: what is newer than `since`, the version of an answer before, or all where that is null or not known
   * (any more). The timeline of `wholeId` is never thinned, and that target is always there.
   */
  answer(since: string | null, wholeId: string | null): string {
    const shown = this.#look();
    const from = this.#numberOf(since);
    const key = `${from} ${wholeId ?? ''}`;
    const known = this.#answers.get(key);
    if (known !== undefined) return known;
    const made = this.#write(shown, from, wholeId);
    const [oldest] = this.#answers.keys();
    if (this.#answers.size >= mostAnswers && oldest !== undefined) this.#answers.delete(oldest);
    this.#answers.set(key, made);
    this.#forgetLater();
    return made;
  }

  #forgetLater(): void {
    clearTimeout(this.#forgetting);
    const restMs = this.#nextAtMs - this.#nowMs();
    this.#forgetting = setTimeout(
      () => {
        this.#answers.clear();
        this.#shown = null;
      },
      Math.max(forgetAfterMs, restMs),
    );
    this.#forgetting.unref();
  }

  #look(): Snapshot {
    const atMs = this.#nowMs();
    if (atMs - this.#askedAtMs > idleMs) {
      [this.#targets, this.#incidents] = [new ChangedParts(), new ChangedParts()];
      [this.#shown, this.#version] = [null, 0];
    }
    this.#askedAtMs = atMs;
    if (this.#shown !== null && atMs < this.#nextAtMs) return this.#shown;
    const shown = this.#snapshot();
    // Another process, or this one after an idle time, numbers anew.
    if (this.#version === 0) this.#epoch = `${shown.startedAtMs}-${Math.round(atMs)}`;
    this.#version += 1;
    this.#targets.note(
      shown.targets.map((one) => ({
        id: one.target.id,
        text: modelJson(attachedTarget(one, false)),
      })),
      this.#version,
    );
    this.#incidents.note(
      shown.incidents.map((one) => ({ id: one.id, text: modelJson(one) })),
      this.#version,
    );
    this.#answers.clear();
    this.#shown = shown;
    const tookMs = this.#nowMs() - atMs;
    this.#nextAtMs = atMs + Math.max(sharedForMs, restShare * tookMs);
    return shown;
  }

  /** 0: nothing is known of it. */
  #numberOf(since: string | null): number {
    const number = since?.startsWith(`${this.#epoch}.`) ? Number(since.split('.').at(-1)) : 0;
    return Number.isSafeInteger(number) && number <= this.#version ? number : 0;
  }

  #write(shown: Snapshot, from: number, wholeId: string | null): string {
    const { targets, incidents, silences, ...rest } = shown;
    const byTarget = new Map(targets.map((one) => [one.target.id, one]));
    const byIncident = new Map(incidents.map((one) => [one.id, one]));
    const changedTargets = this.#targets.since(from, (id) => {
      const one = id === wholeId ? undefined : byTarget.get(id);
      return one === undefined ? null : modelJson(attachedTarget(one, false));
    });
    const changedIncidents = this.#incidents.since(from, (id) => {
      const one = byIncident.get(id);
      return one === undefined ? null : modelJson(one);
    });
    const whole = wholeId === null ? undefined : byTarget.get(wholeId);
    if (whole !== undefined) changedTargets.changed.push(modelJson(attachedTarget(whole, true)));
    const head = modelJson({
      ...{ form: snapshotForm, version: `${this.#epoch}.${this.#version}`, isWhole: from === 0 },
      ...rest,
      silences: [...silences],
      ...{ targetIds: changedTargets.order, incidentIds: changedIncidents.order },
    });
    const parts = `"targets":[${changedTargets.changed.join()}],"incidents":[${changedIncidents.changed.join()}]`;
    return `${head.slice(0, -1)},${parts}}`;
  }
}
