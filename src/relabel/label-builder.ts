import type { Labels } from '../model/labels.ts';

/**
 * A label set while rules work on it. An empty value is no label. Names come in the order in which
 * Prometheus' builder has them (model/labels, Builder.Range): those that stood first, sorted, then
 * those that were set, in that order; it decides which of two wins that `labelmap` gives one name.
 */
export class LabelBuilder {
  readonly #base = new Map<string, string>();
  readonly #set = new Map<string, string>();

  constructor(labels: Labels) {
    for (const name of Object.keys(labels)) {
      const value = labels[name];
      if (value !== undefined && value !== '') this.#base.set(name, value);
    }
  }

  get(name: string): string {
    return this.#set.get(name) ?? this.#base.get(name) ?? '';
  }

  set(name: string, value: string): void {
    this.#base.delete(name);
    if (value === '') this.#set.delete(name);
    else this.#set.set(name, value);
  }

  /** Name and value of every label as they are now; they may be set meanwhile. */
  entries(): readonly (readonly [name: string, value: string])[] {
    return [...[...this.#base].sort(([a], [b]) => (a < b ? -1 : 1)), ...this.#set];
  }

  /** Those whose name is one of these go. */
  deleteWhere(goes: (name: string) => boolean): void {
    for (const labels of [this.#base, this.#set]) {
      for (const name of labels.keys()) if (goes(name)) labels.delete(name);
    }
  }

  labels(): Labels {
    return Object.fromEntries([...this.#base, ...this.#set]);
  }
}
