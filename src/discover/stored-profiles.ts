import type { ProfileStoreConfig, ProfilesConfig } from '../model/config.ts';
import type { Labels } from '../model/labels.ts';
import type { ProfileSource } from '../model/target.ts';

/**
 * The source of a target's profiles in a store, its selector filled in from the target's labels; null: the
 * job's profiles are in no store. Without a selector of its own a target is found by its pod where it has
 * one, else by its instance and its job, which Pyroscope calls `service_name`.
 */
export function storedProfiles(
  { store, kinds, minIntervalMs }: ProfilesConfig,
  labels: Labels,
): ProfileSource | null {
  if (store === undefined) return null;
  const template = store.selector ?? usualSelector(store, labels);
  const lacks: string[] = [];
  const selector = template.replaceAll(/\{\{\s*([^{}\s]+)\s*\}\}/g, (whole, name: string) => {
    const value = labels[name] ?? '';
    // An empty value would match what has no such label at all, which is everything.
    if (value === '') lacks.push(name);
    return value === '' ? whole : escaped(value);
  });
  const { in: kind, windowMs, url, http } = store;
  const stored = { in: kind, selector, lacks: [...new Set(lacks)], windowMs };
  return { url, stored, kinds, gc: false, minIntervalMs, http };
}

function usualSelector({ in: store }: ProfileStoreConfig, labels: Labels): string {
  const place = ['namespace', 'pod', 'container'].filter((name) => labels[name]);
  if (place.includes('pod')) return `{${place.map((name) => `${name}="{{${name}}}"`).join(',')}}`;
  const job = store === 'parca' ? 'job' : 'service_name';
  return `{${job}="{{job}}",instance="{{instance}}"}`;
}

/** As between the quotes of PromQL. */
function escaped(value: string): string {
  return value.replaceAll('\\', '\\\\').replaceAll('"', '\\"').replaceAll('\n', '\\n');
}
