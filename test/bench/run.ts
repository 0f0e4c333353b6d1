// npm run bench [-- NAME …] [--only PART]: runs the benchmarks of those names, else all, one after the other;
// `--only`: that part of the one that is named (fleet has parts).
import { spawnSync } from 'node:child_process';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { parseArgs } from 'node:util';

const folder = import.meta.dirname;
const known = readdirSync(folder)
  .filter((name) => name.endsWith('.bench.ts'))
  .map((name) => name.replace('.bench.ts', ''));
const { values, positionals: asked } = parseArgs({
  options: { only: { type: 'string' } },
  allowPositionals: true,
});
const strangers = asked.filter((name) => !known.includes(name));
if (strangers.length > 0) {
  console.error(`no benchmark ${strangers.join(', ')}; there are: ${known.join(', ')}`);
  process.exit(2);
}
if (values.only !== undefined && asked.join() !== 'fleet') {
  console.error(`--only ${values.only} is for a part of fleet: npm run bench -- fleet --only PART`);
  process.exit(2);
}
const part = values.only === undefined ? [] : ['--only', values.only];
for (const name of asked.length > 0 ? asked : known) {
  console.log(`\n# ${name}`);
  const { status } = spawnSync(
    process.execPath,
    ['--expose-gc', join(folder, `${name}.bench.ts`), ...part],
    {
      stdio: 'inherit',
    },
  );
  if (status !== 0) process.exitCode = 1;
}
