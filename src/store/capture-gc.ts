import { readFile } from 'node:fs/promises';
import { descriptionSuffix } from './capture-paths.ts';

/**
 * Whether the program collected its garbage for a capture, as the description beside its file says; null:
 * there is none, so nobody knows. Without zod, which takes longer to load than two captures to compare.
 */
export async function captureGc(path: string): Promise<boolean | null> {
  try {
    const { gc } = JSON.parse(await readFile(`${path}${descriptionSuffix}`, 'utf8'));
    return typeof gc === 'boolean' ? gc : null;
  } catch {
    return null;
  }
}
