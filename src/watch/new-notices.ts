import type { Target } from '../model/target.ts';

/** What a target says that it did not say before. */
export function newNotices(target: Target, before: Target | undefined): readonly string[] {
  return (target.notices ?? []).filter((notice) => !(before?.notices ?? []).includes(notice));
}
