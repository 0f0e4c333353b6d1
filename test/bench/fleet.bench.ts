// Where it runs, in numbers: each part in test/bench/fleet/ by itself, one after the other.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';

const folder = join(import.meta.dirname, 'fleet');
for (const part of readdirSync(folder).sort()) {
  console.log(`\n## ${part.replace('.ts', '')}`);
  const { status } = spawnSync(process.execPath, [join(folder, part)], { stdio: 'inherit' });
  if (status !== 0) process.exitCode = 1;
}
