import { compareText } from '../graph/compare-text.ts';
import { tagValue } from '../graph/node-values.ts';
import type { NodeTags, Tag } from '../graph/tag-table.ts';
import { goDivide } from '../measurement/go-number.ts';
import { scale } from '../measurement/scale.ts';
import { scaledLabel } from '../measurement/scaled-label.ts';
import type { ValueFormat } from './value-format.ts';

const mostNodelets = 4;

/** How weights are written, and sizes of objects by their number and unit (absent: as pprof does). */
export type NodeletWords = {
  readonly formatValue: ValueFormat;
  readonly sizeOf?: ((value: number, unit: string) => string) | undefined;
};

/**
 * The small boxes beside a node, one for each label of its stacks, four at most; sizes are joined to
 * ranges (internal/graph addNodelets). `isFlat`: weights are the node's own. Empty when there are none.
 */
export function dotNodelets(
  tags: NodeTags,
  id: number,
  isFlat: boolean,
  words: NodeletWords,
): string {
  let text = '';
  for (const [i, tag] of sortTags([...tags.texts.values()], isFlat)
    .slice(0, mostNodelets)
    .entries()) {
    const value = tagValue(tag, isFlat);
    if (value === 0) continue;
    const weight = words.formatValue(value);
    text += `${boxLine(`N${id}_${i}`, tag.name, weight)}${arrowLine(`N${id}`, `N${id}_${i}`, weight, '')}`;
    const numbers = tags.numbers.get(tag.name);
    if (numbers !== undefined) text += sizes(numbers, `N${id}_${i}`, isFlat, words);
  }
  const plain = tags.numbers.get('');
  return plain === undefined ? text : text + sizes(plain, `N${id}`, isFlat, words);
}

function sizes(
  tags: ReadonlyMap<string, Tag>,
  source: string,
  isFlat: boolean,
  words: NodeletWords,
): string {
  let text = '';
  for (const [i, tag] of collapsed([...tags.values()], isFlat, words.sizeOf).entries()) {
    const own = tagValue(tag, true);
    const all = tagValue(tag, false);
    const isOwn = isFlat || own === all;
    const value = isOwn ? own : all;
    if (value === 0) continue;
    const weight = words.formatValue(value);
    // pprof doubles the N here, and so the boxes of sizes have names of their own.
    const box = `N${source}_${i}`;
    text += boxLine(box, tag.name, weight);
    text += arrowLine(source, box, weight, isOwn ? '' : ' style="dotted"');
  }
  return text;
}

function boxLine(id: string, label: string, weight: string): string {
  return `${id} [label = "${label}" id="${id}" fontsize=8 shape=box3d tooltip="${weight}"]\n`;
}

function arrowLine(from: string, to: string, weight: string, style: string): string {
  const tooltips = `tooltip="${weight}" labeltooltip="${weight}"`;
  return `${from} -> ${to} [label=" ${weight}" weight=100 ${tooltips}${style}]\n`;
}

/** The heaviest four, and every other joined to the nearest of them in size. */
function collapsed(
  tags: readonly Tag[],
  isFlat: boolean,
  sizeOf: NodeletWords['sizeOf'],
): readonly Tag[] {
  const sorted = sortTags(tags, isFlat);
  if (sorted.length <= mostNodelets) {
    return sizeOf === undefined ? sorted : sorted.map((tag) => joined([tag], sizeOf));
  }
  const groups = sorted.slice(0, mostNodelets).map((tag): [Tag, ...Tag[]] => [tag]);
  for (const tag of sorted.slice(mostNodelets)) {
    const distances = groups.map(([first]) => distance(tag, first));
    groups[distances.indexOf(Math.min(...distances))]?.push(tag);
  }
  return sortTags(
    groups.map((group) => joined(group, sizeOf)),
    isFlat,
  );
}

function distance(tag: Tag, other: Tag): number {
  return Math.abs(tag.value - scale(other.value, other.unit, tag.unit).value);
}

function joined(group: readonly [Tag, ...Tag[]], sizeOf: NodeletWords['sizeOf']): Tag {
  const label = ({ value, unit }: Tag) => sizeOf?.(value, unit) ?? scaledLabel(value, unit, 'auto');
  const [first] = group;
  const inUnit = (tag: Tag, unit: string) => Math.trunc(scale(tag.value, tag.unit, unit).value);
  let [least, most] = [first, first];
  for (const tag of group) {
    if (inUnit(tag, least.unit) < least.value) least = tag;
    if (inUnit(tag, most.unit) > most.value) most = tag;
  }
  const sum = (part: 'flat' | 'flatDivisor' | 'cum' | 'cumDivisor') =>
    group.reduce((total, tag) => total + tag[part], 0);
  const average = (value: number, by: number) => (by === 0 ? value : goDivide(value, by));
  return {
    name: group.length === 1 ? label(first) : `${label(least)}..${label(most)}`,
    unit: '',
    value: 0,
    flat: average(sum('flat'), sum('flatDivisor')),
    flatDivisor: 0,
    cum: average(sum('cum'), sum('cumDivisor')),
    cumDivisor: 0,
  };
}

function sortTags(tags: readonly Tag[], isFlat: boolean): Tag[] {
  return tags.toSorted(
    (a, b) =>
      (isFlat ? 0 : Math.abs(b.cum) - Math.abs(a.cum)) ||
      Math.abs(b.flat) - Math.abs(a.flat) ||
      compareText(a.name, b.name),
  );
}
