import { coordinateSources, figureSources } from '../../src/model/figure-names.ts';
import type { FigureName, Reading } from '../../src/model/reading.ts';

/** Readings as a CSV that `sawtooth analyze` reads; a figure that a reading lacks is an empty cell. */
export function dump(readings: readonly Reading[]): string {
  const names = [
    ...new Set(readings.flatMap(({ figures }) => Object.keys(figures))),
  ] as FigureName[];
  const { startAt, restarts, limit } = coordinateSources;
  const about = ['t', 'pod', startAt.column, restarts.column, limit.column, 'last_exit', 'version'];
  const head = [...about, ...names.map((name) => figureSources[name].column)];
  const lines = readings.map((reading) =>
    [
      reading.atMs / 1000,
      reading.instance,
      reading.startAtMs === undefined ? '' : reading.startAtMs / 1000,
      reading.restarts ?? '',
      reading.limitBytes ?? '',
      reading.lastExit ?? '',
      reading.version ?? '',
      ...names.map((name) => reading.figures[name] ?? ''),
    ].join(','),
  );
  return `${[head.join(','), ...lines].join('\n')}\n`;
}
