import { failure, type Result, success } from '../../model/result.ts';
import type { Profile } from '../profile.ts';
import { ProfileBuilder } from './profile-builder.ts';
import { heapUnit } from './scale-sampled.ts';

/** Frames from the leaf that are kept: V8 itself records 16 unless told otherwise. */
const deepest = 256;

type Node = {
  readonly callFrame: {
    readonly functionName?: unknown;
    readonly url?: unknown;
    readonly lineNumber?: unknown;
  };
  readonly selfSize?: unknown;
  readonly id?: unknown;
  readonly children?: unknown;
};

/**
 * Reads V8's sampling heap profile, as `HeapProfiler.stopSampling`, Chrome and `node --heap-prof` write it: a
 * tree of calls with the bytes that are alive of each, and the samples that they come from. V8 has
 * unsampled both already (sampling-heap-profiler.cc ScaleSample); a sample of T bytes stands for objects of
 * the size s with s/(1 − exp(−s/rate)) = T, which gives back their size and number. null: not that.
 */
export function parseHeapprofile(text: string): Result<Profile> | null {
  const parsed = parseTree(text);
  if (parsed === null) return null;
  const sizes = sampledSizes(parsed.samples);
  const rateBytes = smallest([...sizes.values()].flat());
  const builder = new ProfileBuilder();
  const open: { node: Node; above: readonly number[] }[] = [{ node: parsed.head, above: [] }];
  for (let next = open.pop(); next !== undefined; next = open.pop()) {
    const { node } = next;
    const stack = stackWith(builder, node, next.above);
    const children = childrenOf(node);
    if (children === null) {
      return failure('a heap profile of V8 has a node without a call frame: write it anew');
    }
    for (const child of children) open.push({ node: child, above: stack });
    for (const bytes of sizes.get(node.id) ?? ownSize(node)) {
      const sizeBytes = sizeBehind(bytes, rateBytes);
      builder.row({ stack, values: [Math.round(bytes / sizeBytes), bytes], sizeBytes });
    }
  }
  return success(
    builder.done({
      sampleTypes: [
        { type: 'objects', unit: 'count' },
        { type: 'space', unit: heapUnit },
      ],
      periodType: { type: 'space', unit: heapUnit },
      period: sizes.size > 0 ? rateBytes : 0,
    }),
  );
}

function parseTree(text: string): { readonly head: Node; readonly samples?: unknown } | null {
  if (!/^\s*\{/.test(text)) return null;
  try {
    const parsed: { head?: unknown; samples?: unknown } = JSON.parse(text);
    return isNode(parsed.head) ? { head: parsed.head, samples: parsed.samples } : null;
  } catch {
    return null;
  }
}

function isNode(value: unknown): value is Node {
  const frame = (value as Node | null | undefined)?.callFrame;
  return typeof frame === 'object' && frame !== null;
}

function childrenOf({ children }: Node): readonly Node[] | null {
  const list: readonly unknown[] = Array.isArray(children) ? children : [];
  return list.every(isNode) ? list : null;
}

function ownSize({ selfSize }: Node): readonly number[] {
  return typeof selfSize === 'number' && selfSize > 0 ? [selfSize] : [];
}

/** The samples by the id of their node; those of an old V8 are missing. */
function sampledSizes(samples: unknown): ReadonlyMap<unknown, number[]> {
  const sizes = new Map<unknown, number[]>();
  for (const one of Array.isArray(samples) ? samples : []) {
    const { nodeId, size } = (one ?? {}) as { nodeId?: unknown; size?: unknown };
    if (typeof size !== 'number' || !(size > 0)) continue;
    const own = sizes.get(nodeId);
    if (own === undefined) sizes.set(nodeId, [size]);
    else own.push(size);
  }
  return sizes;
}

/** The rate is not written down; the sample of a small object stands for as many bytes as the rate. */
function smallest(sizes: readonly number[]): number {
  return sizes.length === 0 ? 1 : Math.max(1, Math.round(sizes.reduce((a, b) => Math.min(a, b))));
}

/** The s with s/(1 − exp(−s/rate)) = bytes, by bisection: the left side rises from the rate on. */
function sizeBehind(bytes: number, rateBytes: number): number {
  let low = 0;
  let high = bytes;
  for (let i = 0; i < 50; i++) {
    const middle = (low + high) / 2;
    if (middle / -Math.expm1(-middle / rateBytes) > bytes) high = middle;
    else low = middle;
  }
  return Math.max(1, Math.round(low));
}

/** The stack of a node from the leaf on. V8's `(root)` is no call. */
function stackWith(builder: ProfileBuilder, { callFrame }: Node, stack: readonly number[]) {
  const name = typeof callFrame.functionName === 'string' ? callFrame.functionName : '';
  if (name === '(root)') return stack;
  const call = {
    function: name === '' ? '(anonymous)' : name,
    file: typeof callFrame.url === 'string' ? callFrame.url : '',
    // V8 counts lines from 0, and has -1 where there is none.
    line: Math.max(0, (Number(callFrame.lineNumber) || 0) + 1),
  };
  return [builder.location(0, [call]), ...stack.slice(0, deepest - 1)];
}
