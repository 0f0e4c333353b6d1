import { selectLines } from '../filter/select-lines.ts';
import type { Profile } from '../profile.ts';
import type { ReportOptions } from './report-options.ts';

/**
 * Takes out of a profile what the granularity does not tell apart: names, files, lines, addresses,
 * inlined calls (internal/driver aggregate, profile/profile.go Aggregate). Two places that then look
 * the same are counted as one by the graph.
 */
export function aggregate(
  profile: Profile,
  { granularity, noinlines, showcolumns }: ReportOptions,
): Profile {
  if (granularity === 'addresses' && !noinlines) return profile;
  const hasFunctions = granularity !== 'files';
  const hasFiles = granularity !== 'functions';
  const hasLines = granularity === 'lines' || granularity === 'addresses';
  const outlined = noinlines ? outermostLines(profile) : profile;
  const { functions, locations, mappings } = outlined;
  const none = new Int32Array(functions.count);
  return {
    ...outlined,
    mappings: mappings.map((mapping) => ({
      ...mapping,
      resolved:
        (mapping.resolved ?? 0) &
        (Number(hasFunctions) +
          2 * Number(hasFiles) +
          4 * Number(hasLines) +
          8 * Number(!noinlines)),
    })),
    functions: {
      ...functions,
      names: hasFunctions ? functions.names : none,
      systemNames: hasFunctions ? functions.systemNames : none,
      files: hasFiles ? functions.files : none,
    },
    locations: {
      ...locations,
      addresses:
        granularity === 'addresses' ? locations.addresses : new Float64Array(locations.count),
      lineNumbers: hasLines ? locations.lineNumbers : new Int32Array(locations.lineNumbers.length),
      lineColumns:
        hasLines && showcolumns && locations.lineColumns !== undefined
          ? locations.lineColumns
          : new Int32Array(locations.lineNumbers.length),
    },
  };
}

/** Only the function that has a frame of its own at each location. */
function outermostLines(profile: Profile): Profile {
  const { lineStarts } = profile.locations;
  return selectLines(
    profile,
    (location, line) => line === (lineStarts[location + 1] as number) - 1,
  );
}
