import type { HttpOptions } from '../model/http.ts';
import type { ProfileSource } from '../model/target.ts';

/**
 * What an endpoint that nobody configured further is asked for: both kinds of profile, each heap after a
 * forced collection (without one it is up to two collections old: runtime/mprof.go), a minute apart.
 */
export function ownProfiles(url: string, http: HttpOptions): ProfileSource {
  return { url, kinds: ['heap', 'goroutine'], gc: true, minIntervalMs: 60_000, http };
}
