import { resolve } from 'node:path';
import type { Result } from '../model/result.ts';
import { claimStore } from './claim-store.ts';
import { explainFileError } from './explain-file-error.ts';
import { makeFolder } from './make-folder.ts';
import { openStore } from './open-store.ts';
import type { Store } from './store.ts';
import { tightenRights } from './tighten-rights.ts';

/**
 * Opens the store at `path` as the only one that writes it; closing it lets the next one in. Fails when another
 * process has it, and says which.
 */
export async function openOwnStore(
  path: string,
  about: { readonly nowMs: () => number; readonly say: (sentence: string) => void },
): Promise<Result<Store>> {
  const whole = resolve(path);
  try {
    await makeFolder(whole);
  } catch (error) {
    return explainFileError(error, `open the store ${whole}`);
  }
  const claim = await claimStore(whole, about.nowMs());
  if (!claim.ok) return claim;
  await tightenRights(whole);
  let opened: Result<Store> | null = null;
  try {
    opened = await openStore({ path: whole, ...about });
  } finally {
    if (opened?.ok !== true) await claim.value.release();
  }
  if (!opened.ok) return opened;
  const { value: store } = opened;
  return {
    ok: true,
    value: {
      ...store,
      close: async () => {
        await store.close();
        await claim.value.release();
      },
    },
  };
}
