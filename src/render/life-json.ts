import type { Life } from '../model/life.ts';

/** One life, its times in unix seconds; `endAt` and `cause` are null while it runs. */
export function lifeJson(life: Life) {
  return {
    instance: life.instance,
    startAt: life.startAtMs / 1000,
    endAt: life.endAtMs === null ? null : life.endAtMs / 1000,
    cause: life.cause,
    peakValue: life.peakValue,
    ...(life.signal === undefined ? {} : { signal: life.signal }),
    inferred: life.inferred,
    ...(life.causeBy === undefined ? {} : { causeBy: life.causeBy }),
  };
}
