// Where it runs, in numbers: each part in test/bench/fleet/ by itself, one after the other; `--only PART`: that one.
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const folder = join(import.meta.dirname, 'fleet');
const parts = readdirSync(folder)
  .map((name) => name.replace('.ts', ''))
  .sort();
const { only } = parseArgs({ options: { only: { type: 'string' } } }).values;
if (only !== undefined && !parts.includes(only)) {
  console.error(`fleet has no part ${only}; there are: ${parts.join(', ')}`);
  process.exit(2);
}
for (const part of only === undefined ? parts : [only]) {
  console.log(`\n## ${part}`);
  const { status } = spawnSync(process.execPath, [join(folder, `${part}.ts`)], {
    stdio: 'inherit',
  });
  if (status !== 0) process.exitCode = 1;
}
