import type { Line } from './line.ts';

/** A block of a pane. The lowest `priority` stays longest when there is little room; `least` lines of
 *  it say something at all. */
export type Section = {
  readonly priority: number;
  readonly least: number;
  readonly lines: readonly Line[];
};

/**
 * The sections in their order, in at most `height` lines: the most important get their lines first,
 * one that finds less than its least is left out. An empty line between two where there is room.
 */
export function stackSections(sections: readonly Section[], height: number): Line[] {
  const full = sections.filter(({ lines }) => lines.length > 0);
  const granted = new Map<Section, number>();
  let left = height;
  for (const section of [...full].sort((a, b) => a.priority - b.priority)) {
    const wanted = Math.min(section.lines.length, left);
    if (wanted < Math.min(section.least, section.lines.length)) continue;
    granted.set(section, wanted);
    left -= wanted;
  }
  const shown = full.filter((section) => (granted.get(section) ?? 0) > 0);
  const airy = left >= shown.length - 1;
  return shown.flatMap((section, i) => [
    ...(airy && i > 0 ? [[]] : []),
    ...section.lines.slice(0, granted.get(section)),
  ]);
}
