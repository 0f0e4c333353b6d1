import { failure, type Result, success } from '../../model/result.ts';
import { isSameQuantity, scale } from '../measurement/scale.ts';
import type { Profile, ValueType } from '../profile.ts';
import { scaleValues } from './scale-values.ts';

/**
 * The same profiles with each column and the period in the finest unit that any of them uses
 * (internal/measurement ScaleProfiles). Fails where a column means different things.
 */
export function commonUnits(profiles: readonly Profile[]): Result<readonly Profile[]> {
  const period = finest(profiles.map(({ periodType }) => periodType ?? { type: '', unit: '' }));
  if (!period.ok) return period;
  const finestTypes: ValueType[] = [];
  for (const [column, type] of (profiles[0]?.sampleTypes ?? []).entries()) {
    const common = finest(profiles.map(({ sampleTypes }) => sampleTypes[column] ?? type));
    if (!common.ok) return common;
    finestTypes.push(common.value);
  }
  return success(profiles.map((profile) => inUnits(profile, finestTypes, period.value.unit)));
}

function inUnits(profile: Profile, types: readonly ValueType[], periodUnit: string): Profile {
  const ratios = profile.sampleTypes.map(
    ({ unit }, column) => scale(1, unit, types[column]?.unit ?? unit).value,
  );
  const scaled = scaleValues(profile, ratios);
  const { periodType, period } = profile;
  return {
    ...scaled,
    sampleTypes: scaled.sampleTypes.map((known, column) => ({
      type: known.type,
      unit: types[column]?.unit ?? known.unit,
    })),
    ...(periodType === null
      ? {}
      : {
          period: Math.trunc(scale(period, periodType.unit, periodUnit).value),
          periodType: { type: periodType.type, unit: periodUnit },
        }),
  };
}

function finest(types: readonly ValueType[]): Result<ValueType> {
  let [best] = types;
  for (const type of types) {
    best ??= type;
    // A plural is no other type: object and objects.
    const isSame = singular(type.type) === singular(best.type);
    if (!isSame || !isSameQuantity(type.unit, best.unit)) {
      return failure(
        `one profile counts ${best.type}/${best.unit} where another counts ${type.type}/${type.unit}: they cannot be taken together`,
      );
    }
    if (scale(1, type.unit, best.unit).value < 1) best = type;
  }
  return success(best ?? { type: '', unit: '' });
}

function singular(name: string): string {
  return name.endsWith('s') ? name.slice(0, -1) : name;
}
