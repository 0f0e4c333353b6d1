import {
  type Alias,
  type Document,
  isAlias,
  isMap,
  isScalar,
  isSeq,
  type Node,
  visit,
  type YAMLMap,
} from 'yaml';

/** A fault that only shows when the document is turned into data, at its offset in the text. */
export type PlainFault = { readonly offset: number; readonly message: string };

/** More than any file that a person writes; an alias bomb reaches it at once. */
const mostNodes = 200_000;
const deepest = 64;
const mostFaults = 100;

type Walk = {
  /** What each alias stands for; that of an anchor which comes later is absent. */
  readonly aimed: ReadonlyMap<Alias, Node>;
  readonly faults: PlainFault[];
  nodes: number;
};

/**
 * A YAML document → mappings without a prototype, arrays and texts, aliases followed. Absent values
 * are left out of mappings, and are undefined in a list.
 */
export function toPlain(document: Document): { plain: unknown; faults: readonly PlainFault[] } {
  const walk: Walk = { aimed: aims(document), faults: [], nodes: 0 };
  const plain = plainOf(walk, document.contents as Node | null, 0);
  return { plain, faults: walk.faults };
}

/** In one walk over the document: `Alias.resolve` walks it for each of them. */
function aims(document: Document): ReadonlyMap<Alias, Node> {
  const anchors = new Map<string, Node>();
  const aimed = new Map<Alias, Node>();
  visit(document, {
    Node(_, node) {
      if (isAlias(node)) {
        const anchored = anchors.get(node.source);
        if (anchored !== undefined) aimed.set(node, anchored);
      } else if (node.anchor !== undefined) anchors.set(node.anchor, node);
    },
  });
  return aimed;
}

function plainOf(walk: Walk, node: Node | null, depth: number): unknown {
  if (tooMuch(walk, node, depth)) return undefined;
  if (hasTag(node)) return fault(walk, node, tagged);
  if (isAlias(node)) {
    const aimed = walk.aimed.get(node);
    if (aimed === undefined)
      return fault(
        walk,
        node,
        `there is no anchor for this alias; quote a value that starts with *`,
      );
    return plainOf(walk, aimed, depth + 1);
  }
  if (isScalar(node)) return textOf(node.value, node.type);
  if (isSeq(node)) return node.items.map((item) => plainOf(walk, item as Node | null, depth + 1));
  return isMap(node) ? mappingOf(walk, node, depth) : undefined;
}

function mappingOf(walk: Walk, map: YAMLMap, depth: number): unknown {
  const plain: Record<string, unknown> = Object.create(null) as Record<string, unknown>;
  for (const { key, value } of map.items) {
    if (!isScalar(key) || typeof key.value !== 'string') {
      fault(walk, (key ?? map) as Node, 'the name of a field must be a text');
    } else if (key.value === '<<') {
      fault(walk, key, 'merge keys (<<) are not supported; write the fields out');
    } else {
      const child = plainOf(walk, value as Node | null, depth + 1);
      if (child !== undefined) plain[key.value] = child;
    }
  }
  return plain;
}

const tagged = 'tags (!name) are not supported; write the value without one';

/** Whether it was given a type other than the one that it has anyway (`!!str`). */
function hasTag(node: Node | null): boolean {
  const { tag } = (node ?? {}) as { readonly tag?: string };
  return tag !== undefined && !/^tag:yaml\.org,2002:(str|seq|map)$/.test(tag);
}

/** Unquoted nothing, `~` and `null` are absent, as Go's YAML takes them. */
function textOf(value: unknown, type: string | undefined): string | undefined {
  const text = String(value);
  if (type === 'PLAIN' && /^(|~|null|Null|NULL)$/.test(text)) return undefined;
  return text;
}

function tooMuch(walk: Walk, node: Node | null, depth: number): boolean {
  walk.nodes++;
  if (walk.nodes > mostNodes) {
    if (walk.nodes === mostNodes + 1) {
      fault(walk, node, `the file unfolds to more than ${mostNodes} values; check its aliases`);
    }
    return true;
  }
  if (depth <= deepest) return false;
  fault(walk, node, `nested deeper than ${deepest} levels; check its aliases`);
  return true;
}

function fault(walk: Walk, node: Node | null, message: string): undefined {
  const offset = node?.range?.[0] ?? 0;
  // An alias comes by the same place again and again: it is told once.
  const told = walk.faults.some((other) => other.offset === offset && other.message === message);
  if (!told && walk.faults.length < mostFaults) walk.faults.push({ offset, message });
  return undefined;
}
