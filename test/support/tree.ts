import { mkdirSync, mkdtempSync, readFileSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/** Writes files, by path, below a new folder; the folder. */
export function writeTree(files: Readonly<Record<string, string>>): string {
  const root = mkdtempSync(join(tmpdir(), 'sawtooth-tree-'));
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(dirname(join(root, path)), { recursive: true });
    writeFileSync(join(root, path), content);
  }
  return root;
}

/** The files of a recorded tree of `/proc` and `/sys`: each under a line `==> path <==`. */
export function readTree(name: string): Record<string, string> {
  const text = readFileSync(join('test/data/cgroups', `${name}.tree`), 'utf8');
  const parts = text.split(/^==> (.+) <==\n/m).slice(1);
  const files: Record<string, string> = {};
  for (let i = 0; i < parts.length; i += 2) files[parts[i] ?? ''] = parts[i + 1] ?? '';
  return files;
}
