import { baseName } from './graph/clean-path.ts';
import type { Profile } from './profile.ts';

/** The name of the program that a profile is of, by its first mapping; `profile` where it has none. */
export function programOf({ mappings }: Pick<Profile, 'mappings'>): string {
  const [main] = mappings;
  return main === undefined || main.file === '' ? 'profile' : baseName(main.file);
}
