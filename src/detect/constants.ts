/**
 * The constants of the gates, each with its reason. Times count at time scale 1: the detector divides
 * them by its own. Where no source is named the value is ours, chosen on synthetic series of leaks, of
 * warm-ups, steps, swings and noise, and never fitted to a recorded one. "cold" is what holds for a
 * process of which little has been seen.
 */
export const constants = {
  /** Width of the finest tier: Go collects at least every 2 min (runtime forcegcperiod), busy ones far more often. */
  baseWidthMs: 60_000,
  /** Each tier is this many times as wide as the one before: 1 min, 6 min, 36 min, 3.6 h, 21.6 h. */
  tierFactor: 6,
  tierCount: 5,
  /** The start of a life is left out of all but the finest tier: most warm-ups are over by then. */
  startUpMs: 20 * 60_000,
  /** Where the means of buckets are judged, the floors must rise by this part of what the means do. */
  floorsAlong: 0.5,
  /** Floors kept of each tier: the tiers see 40 min, 4 h, 1 d, 6 d, 36 d. */
  tierLength: 40,
  /** Fewest floors that can show anything: Mann and Kendall's normal approximation holds from 8 to 10 on (Gilbert 1987, 16.4.2). */
  fewestFloors: 8,
  /** Shortest window for a first sign, and for an alert: `forcegcperiod` several times over. */
  shortestSuspicionMs: 8 * 60_000,
  shortestAlarmMs: 20 * 60_000,
  /** A shorter window must pass the cold gates at any time: it may lie within one swing of the traffic. */
  shortWindowMs: 3 * 3_600_000,
  /**
   * Without context and limit, a series that no collector keeps clean must rise this long: JVMs fill for hours. What is
   * resident holds the collector's garbage along with much else.
   */
  uncleanMs: { heap: 6 * 3_600_000, resident: 3 * 3_600_000 },
  /** Context after which the cold gates are left behind: a full day. Without it false alarms rise twentyfold. */
  fullContextMs: 86_400_000,
  /** How far back a floor counts as precedent: a week and a weekend. */
  precedentMs: 9 * 86_400_000,
  /** Kills and restarts that belong together: a week, so that a leak that dies each weekend is one. */
  sawtoothMs: 7 * 86_400_000,
  /** One-sided Mann-Kendall z: repeated looks need far more than 1.64 (Machida et al., ISSREW 2013, 10.1109/ISSREW.2013.6688905: alone the test cries wolf). */
  significance: { suspicion: 3, alarm: 5, lifeWindow: 3 },
  /**
   * Kendall's tau-b: pairs in order less pairs out of order, as a share. Part of a day may be part of a
   * day's swing, and less context asks for a straighter rise still.
   */
  monotony: { suspicion: 0.5, alarm: 0.5, partOfDay: 0.7, cold: 0.8, tooth: 0.6 },
  /** Means of six blocks in a row: share that rises, and the largest rise's part of the whole. A straight line: all, and a fifth. */
  blocks: { count: 6, rising: 0.79, largest: 0.55 },
  /** A straight line must explain a rise at least as well as two steps: deploys and ratchets are steps. */
  lineOverSteps: 1,
  /** One-sided 5 % of the normal: what a random walk's mean step may show by chance. */
  overWalk: 1.645,
  /**
   * Slope of the last third over that of the first: an exponential seen for one time constant has 0.72. Cold,
   * and where the life rose `slowed` times as fast before, only a straight line counts. `doubt`: the most
   * that noise in a long window excuses.
   */
  steadiness: {
    alarm: 0.7,
    cold: 0.9,
    coldMost: 2,
    slowed: 1.5,
    errors: 2,
    doubt: 0.1,
    tooth: 0.3,
    toothWithoutCause: 0.7,
  },
  /** The slope is known when the lower end of its 80 % interval is this share of it: within a factor of two. */
  precision: 0.5,
  /** A rise that levels off is still a leak when its plateau lies this far above the limit. */
  plateauOverLimit: 1.1,
  /** A window of so many days has seen them repeat: it needs no precedent of earlier lives, and no day's swing explains it. */
  ownPrecedentMs: 4 * 86_400_000,
  /** By how much the newest floors must exceed every earlier one, as a share of limit or level. */
  precedentMargin: 0.02,
  /** The part of a rise that must lie above all that was there before: the peaks of two days differ. */
  newGround: 0.25,
  /** Swing of a day's traffic around its mean that a rise must exceed until a day has been seen. */
  daySwing: 0.4,
  /** Time to limit may be this many times what was seen, so that a linear leak alarms with 71 % of its way left; without context only as long as was seen. */
  outlook: { alarm: 2.5, cold: 1, short: 0.7 },
  /** Hosts and services move from level to level within so long. */
  moveMs: 12 * 3_600_000,
  /** On a first day what has doubled counts however far the limit is after this long: few caches fill evenly for longer. */
  farMs: 6 * 3_600_000,
  /**
   * Without a limit: growth as a share of the level before it: `full` in a day, more in less, at most a doubling
   * (cold). 8 % of the level are the shipped 4 % of a limit that is half used.
   */
  growthWithoutLimit: { full: 0.08, cold: 1, ofLimit: 0.25 },
  /** Without a limit: least growth a day, in multiples of the rule's `min_growth`. */
  dailyGrowth: 1,
  /** Least growth of bytes and of counts where there is no limit: a share of a tiny base says nothing. */
  leastBytes: 8 * 1024 * 1024,
  leastCount: 100,
  /**
   * Bytes that one leaked goroutine holds at most: its stack is 2 to 8 KiB, buffers of a request some 20, a body more.
   * Beyond it the goroutines are the traffic that came along, and the heap is named.
   */
  mostPerGoroutine: 256 * 1024,
  /** Share of the window's buckets that hold data; at a steady step more would do, recorded steps vary. */
  coverage: 0.6,
  /** A window holds this many times between two falls of 10 %: as many teeth as it has blocks. */
  collectionSpan: 6,
  collectionFall: 0.1,
  /** So many of those times before the window, and its precedent is the top of whole teeth. */
  collectionContext: 3,
  /** A rise must be this many times the largest that was taken back before: days differ by half. */
  swing: 1.5,
  /** A used heap stood level before a rise when it rose less than this part as fast. */
  levelBefore: 0.5,
  /** Fewer falls than this are no rhythm. */
  collectionCount: 4,
  /** Part of the growth that traffic explains before it is called load. */
  loadShare: 0.5,
  /** A life is cut when the value falls below this share of itself; a collection seldom frees more. */
  cliff: 0.5,
  /** A gap of more than this many steps, or longer than this, breaks the continuity of the process. */
  gapSteps: 2.5,
  gapMs: 600_000,
  /** A life that ended above this share of the limit was killed, unless something else is known. */
  nearLimit: 0.9,
  /** A tooth before a kill grows by half of itself, or by this share of the limit. */
  toothOfLimit: 0.1,
  /** So many lives that rose by half are teeth together, whatever ended them. */
  alikeTeeth: 3,
  /** An alarm ends when the floor has fallen back to its start plus this share of the growth. */
  heldShare: 0.3,
  /**
   * Lives cut by deploys that together show a leak; `daily` is a share of the limit, `significance` counts standard
   * errors. Shorter than `leastMs`, three starts, they show their start.
   */
  stitched: {
    ...{ lives: 4, rising: 0.8, daily: 0.04, significance: 4 },
    ...{ withinMs: 9 * 86_400_000, leastMs: 60 * 60_000 },
  },
  /** Multiplies what "at least" gates need, divides what "at most" gates allow. */
  strictness: { low: 1.25, normal: 1, high: 0.8 },
} as const;
