import { hash } from 'node:crypto';

/** One part of a list, by its id, as it is written; made only when it is needed. */
export type Part = { readonly id: string; readonly text: string };

/** What of a list is new: its parts as JSON, and, where one came, went or moved, the ids of all in their order. */
export type PartsSince = { readonly order: readonly string[] | null; readonly changed: string[] };

type Known = { readonly digest: string; readonly version: number };

/**
 * Which parts of a list changed in which version of it. Only a digest of each is kept: a thousand targets are
 * megabytes as text.
 */
export class ChangedParts {
  #known: ReadonlyMap<string, Known> = new Map();
  #order = '';
  #orderVersion = 0;

  /** Takes note of the list as it is in a version, which is greater than any before. */
  note(parts: Iterable<Part>, version: number): void {
    const known = new Map<string, Known>();
    for (const { id, text } of parts) {
      const digest = hash('sha1', text, 'base64url');
      const before = this.#known.get(id);
      known.set(id, before?.digest === digest ? before : { digest, version });
    }
    const order = hash('sha1', [...known.keys()].join('\n'), 'base64url');
    if (order !== this.#order) [this.#order, this.#orderVersion] = [order, version];
    this.#known = known;
  }

  /** What is newer than a version; 0: all of it. `textOf`: a part as it is now, null where it is gone meanwhile. */
  since(version: number, textOf: (id: string) => string | null): PartsSince {
    const changed: string[] = [];
    for (const [id, known] of this.#known) {
      const text = known.version > version ? textOf(id) : null;
      if (text !== null) changed.push(text);
    }
    const order = this.#orderVersion > version ? [...this.#known.keys()] : null;
    return { order, changed };
  }
}
