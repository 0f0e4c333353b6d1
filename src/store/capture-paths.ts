import type { CaptureRole, ProfileKind } from '../model/capture.ts';
import type { Labels } from '../model/labels.ts';
import { safeName } from './safe-name.ts';

/** The folder of all captures, and the ending of the description beside each. */
export const capturesFolder = 'captures';
export const descriptionSuffix = '.json';

/** What the name of a capture's file tells. */
type Named = {
  readonly labels: Labels;
  readonly kind: ProfileKind;
  readonly role: CaptureRole;
  readonly atMs: number;
  readonly extension: string;
};

/**
 * Where a capture goes, relative to the store: `captures/<yyyy-mm-dd>/<job>/<target>/` and
 * `<unix-ms>-<kind>-<role>.<ext>`; from the second of one millisecond on with `-2`, `-3` before the dot.
 */
export function capturePath(named: Named, attempt: number): string {
  const { labels, kind, role, atMs, extension } = named;
  const suffix = attempt === 1 ? '' : `-${attempt}`;
  const file = `${Math.round(atMs)}-${kind}-${role}${suffix}.${extension}`;
  return [capturesFolder, dayOf(atMs), targetFolder(labels), file].join('/');
}

/** The folder of a day's captures, as `2026-11-25`. */
export function dayOf(atMs: number): string {
  return new Date(atMs).toISOString().slice(0, 10);
}

/** The folder of a target's captures within a day's. */
export function targetFolder(labels: Labels): string {
  return `${safeName(labels['job'] ?? '_')}/${safeName(labels['instance'] ?? '_')}`;
}

/** Whether a file is named as captures and their descriptions are; anything else is not ours. */
export function isCaptureFile(name: string): boolean {
  return /^\d+-[a-z]+-[a-z]+(-\d+)?\.(pb\.gz|pb|txt|heapprofile)(\.json)?$/.test(name);
}

/** What a profile's file is called by, from what its bytes are: `pb.gz`, `pb`, `txt` or `heapprofile`. */
export function extensionOf(bytes: Uint8Array): string {
  if (bytes[0] === 0x1f && bytes[1] === 0x8b) return 'pb.gz';
  const start = Buffer.from(bytes.subarray(0, 64)).toString('latin1');
  if (/^\s*\{/.test(start)) return 'heapprofile';
  return /^(heap|goroutine|\w+) profile:|^goroutine \d/.test(start) ? 'txt' : 'pb';
}
