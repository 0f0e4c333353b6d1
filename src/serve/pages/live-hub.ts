import { setImmediate } from 'node:timers/promises';
import type { Snapshot } from '../../model/snapshot.ts';
import type { LivePage } from '../../render/page/live-page.ts';

/** A page at one moment; null: what it is about is not there any more. */
export type Look = (snapshot: Snapshot) => LivePage | null;

/** What of a page is new to a reader: its title, and the parts that differ as HTML, by their ids. */
export type Change = { readonly title: string; readonly parts: ReadonlyMap<string, string> };

/** Somebody who looks at a page; `change` null: it is gone. */
export type Reader = (change: Change | null) => void;

type Watched = {
  readonly look: Look;
  readonly readers: Set<Reader>;
  readonly fresh: Set<Reader>;
  parts: ReadonlyMap<string, string>;
};

/**
 * Makes each page once for all who look at it, however many these are, and tells them what differs from
 * the time before. Nothing is made while nobody looks.
 */
export class LiveHub {
  readonly #snapshot: () => Snapshot;
  readonly #everyMs: number;
  readonly #pages = new Map<string, Watched>();
  readonly #failed: (address: string, error: unknown) => void;
  #timer: ReturnType<typeof setInterval> | null = null;
  #isLooking = false;

  /** `failed`: told of a page that could not be made, and why. */
  constructor(
    snapshot: () => Snapshot,
    everyMs: number,
    failed: (address: string, error: unknown) => void,
  ) {
    this.#snapshot = snapshot;
    this.#everyMs = everyMs;
    this.#failed = failed;
  }

  /** How many look. */
  get readers(): number {
    return [...this.#pages.values()].reduce((sum, { readers }) => sum + readers.size, 0);
  }

  /** Tells a reader all of a page soon, and then what changes, until the returned function is called. */
  join(address: string, look: Look, reader: Reader): () => void {
    const page = this.#pages.get(address) ?? {
      look,
      readers: new Set(),
      fresh: new Set(),
      parts: new Map(),
    };
    this.#pages.set(address, page);
    page.readers.add(reader);
    page.fresh.add(reader);
    this.#timer ??= setInterval(() => void this.look(), this.#everyMs);
    return () => {
      page.readers.delete(reader);
      page.fresh.delete(reader);
      if (page.readers.size === 0) this.#pages.delete(address);
      if (this.#pages.size > 0 || this.#timer === null) return;
      clearInterval(this.#timer);
      this.#timer = null;
    };
  }

  /** Looks at every page that somebody reads; between two of them others have their turn. */
  async look(): Promise<void> {
    if (this.#isLooking) return;
    this.#isLooking = true;
    try {
      const snapshot = this.#snapshot();
      for (const [address, page] of [...this.#pages]) {
        try {
          tell(page, snapshot);
        } catch (error) {
          // One page that cannot be made is over for who reads it; asked for anew, it answers with its error.
          this.#failed(address, error);
          for (const reader of [...page.readers]) reader(null);
        }
        await setImmediate();
      }
    } finally {
      this.#isLooking = false;
    }
  }
}

function tell(page: Watched, snapshot: Snapshot): void {
  const now = page.look(snapshot);
  if (now === null) {
    for (const reader of [...page.readers]) reader(null);
    return;
  }
  const parts = new Map([...now.parts].map(([id, { html }]) => [id, html]));
  const changed = new Map([...parts].filter(([id, html]) => page.parts.get(id) !== html));
  for (const reader of [...page.readers]) {
    reader({ title: now.title, parts: page.fresh.has(reader) ? parts : changed });
  }
  page.fresh.clear();
  page.parts = parts;
}
