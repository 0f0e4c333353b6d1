import type { WindowFigures } from './window-figures.ts';

/**
 * The figures of a window as they are kept: an array of nothing but numbers takes a third of what an
 * object with names takes. NaN stands for null.
 */
export type WindowRow = readonly [
  tier: number,
  floors: number,
  startAt: number,
  endAt: number,
  z: number,
  tau: number,
  slope: number,
  slopeLow: number,
  slopeHigh: number,
  growth: number,
  start: number,
  end: number,
  rising: number,
  largest: number,
  steadiness: number,
  plateau: number,
  lineOverSteps: number,
  level: number,
  coverage: number,
  precedent: number,
  fallInterval: number,
  slowed: number,
  swing: number,
  steadinessError: number,
  overWalk: number,
  byMiddles: number,
];

/** Numbers in a row. */
export const rowLength: WindowRow['length'] = 26;

/** Packs figures for keeping. */
export function rowOf(figures: WindowFigures): WindowRow {
  return [
    figures.tier,
    figures.floors,
    figures.startAt,
    figures.endAt,
    figures.z,
    figures.tau,
    figures.slope,
    figures.slopeInterval[0],
    figures.slopeInterval[1],
    figures.growth,
    figures.start,
    figures.end,
    figures.rising,
    figures.largest,
    figures.steadiness,
    figures.plateau ?? Number.NaN,
    figures.lineOverSteps,
    figures.level,
    figures.coverage,
    figures.precedent ?? Number.NaN,
    figures.fallInterval,
    figures.slowed,
    figures.swing,
    figures.steadinessError,
    figures.overWalk,
    Number(figures.byMiddles),
  ];
}

/** The figures that `rowOf` packed. */
export function figuresOf(row: WindowRow): WindowFigures {
  return {
    tier: row[0],
    floors: row[1],
    startAt: row[2],
    endAt: row[3],
    z: row[4],
    tau: row[5],
    slope: row[6],
    slopeInterval: [row[7], row[8]],
    growth: row[9],
    start: row[10],
    end: row[11],
    rising: row[12],
    largest: row[13],
    steadiness: row[14],
    plateau: orNull(row[15]),
    lineOverSteps: row[16],
    level: row[17],
    coverage: row[18],
    precedent: orNull(row[19]),
    fallInterval: row[20],
    slowed: row[21],
    swing: row[22],
    steadinessError: row[23],
    overWalk: row[24],
    byMiddles: row[25] === 1,
  };
}

/** Where in a row its number of floors stands. */
export const floorsPlace = 1;

function orNull(value: number): number | null {
  return Number.isNaN(value) ? null : value;
}
