import type { Capture, CaptureRole, FetchedProfile } from '../model/capture.ts';
import type { Result } from '../model/result.ts';
import type { Deps } from './deps.ts';
import type { TargetState } from './target-state.ts';

/** errno(3): the disk, or what of it this user may have, is used up. */
const full: readonly unknown[] = ['ENOSPC', 'EDQUOT'];

/**
 * Stores a capture. Where the disk is full the recorder's ring gives way for it, once: what is newest says most of the
 * end, and nobody else frees anything before the next sweep.
 */
export async function storeWithRoom(
  state: TargetState,
  profile: FetchedProfile,
  about: { readonly role: CaptureRole; readonly lifeStartAtMs: number },
  { storeCapture }: Pick<Deps, 'storeCapture'>,
): Promise<Result<Capture>> {
  const stored = await storeCapture(state.target, profile, about);
  if (stored.ok || !isFull(stored.cause)) return stored;
  const { kind, atMs, bytes } = profile;
  const { lifeStartAtMs } = about;
  if (!(await state.makeRoom({ kind, atMs, lifeStartAtMs, bytes: bytes.length }))) return stored;
  return storeCapture(state.target, profile, about);
}

function isFull(cause: unknown): boolean {
  return cause instanceof Error && 'code' in cause && full.includes(cause.code);
}
