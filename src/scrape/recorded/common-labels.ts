import type { Labels } from '../../model/labels.ts';

/** The labels that are the same in everything that was shown to it. */
export class CommonLabels {
  #common: Labels | null = null;

  observe(labels: Labels): void {
    const common = this.#common;
    if (common === null) {
      this.#common = labels;
      return;
    }
    for (const name in common) {
      if (labels[name] === common[name]) continue;
      const same = Object.entries(common).filter(([other, value]) => labels[other] === value);
      this.#common = Object.fromEntries(same);
      return;
    }
  }

  get labels(): Labels {
    return this.#common ?? {};
  }
}
