/** A label of some of the stacks of a node, with their weight. */
export type Tag = {
  readonly name: string;
  /** The unit and value of a number; '' and 0 for a text. */
  readonly unit: string;
  readonly value: number;
  flat: number;
  flatDivisor: number;
  cum: number;
  cumDivisor: number;
};

/** What one stack is labelled with: its texts as one tag, and each of its numbers. */
export type StackTags = {
  readonly text: string;
  readonly numbers: readonly {
    readonly name: string;
    readonly unit: string;
    readonly value: number;
  }[];
};

/** Reads the tags of a stack. */
export type TagReader = (stack: number) => StackTags;

/** The tags of one node: those of texts, and those of numbers by the text that they came with. */
export type NodeTags = {
  readonly texts: Map<string, Tag>;
  readonly numbers: Map<string, Map<string, Tag>>;
};

/** The tags of every node of a graph (internal/graph addSample). */
export class TagTable {
  readonly #nodes: NodeTags[] = [];

  /** The tags of a node; they may be empty. */
  of(node: number): NodeTags {
    this.#nodes[node] ??= { texts: new Map(), numbers: new Map() };
    return this.#nodes[node];
  }

  addCum(node: number, labels: StackTags, value: number, divisor: number): void {
    for (const tag of this.#tagsOf(node, labels)) {
      tag.cum += value;
      tag.cumDivisor += divisor;
    }
  }

  addFlat(node: number, labels: StackTags, value: number, divisor: number): void {
    for (const tag of this.#tagsOf(node, labels)) {
      tag.flat += value;
      tag.flatDivisor += divisor;
    }
  }

  /** Leaves out the tags that weigh less than the cutoff. */
  trim(nodes: readonly number[], cutoff: number): void {
    const isLight = (tag: Tag) => Math.abs(tag.flat) < cutoff && Math.abs(tag.cum) < cutoff;
    const drop = (tags: Map<string, Tag>) => {
      for (const [name, tag] of tags) if (isLight(tag)) tags.delete(name);
    };
    for (const node of nodes) {
      const { texts, numbers } = this.of(node);
      drop(texts);
      for (const tags of numbers.values()) drop(tags);
    }
  }

  #tagsOf(node: number, { text, numbers }: StackTags): Tag[] {
    const tags = this.of(node);
    const found: Tag[] = [];
    if (text !== '') found.push(findOrAdd(tags.texts, text, '', 0));
    let byName = tags.numbers.get(text);
    if (byName === undefined) {
      byName = new Map();
      tags.numbers.set(text, byName);
    }
    for (const { name, unit, value } of numbers) found.push(findOrAdd(byName, name, unit, value));
    return found;
  }
}

function findOrAdd(tags: Map<string, Tag>, name: string, unit: string, value: number): Tag {
  const known = tags.get(name);
  if (known !== undefined) return known;
  const made = { name, unit, value, flat: 0, flatDivisor: 0, cum: 0, cumDivisor: 0 };
  tags.set(name, made);
  return made;
}
