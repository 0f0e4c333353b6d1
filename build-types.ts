import { execFileSync } from 'node:child_process';
import { cpSync, globSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';

/**
 * The declarations of the package: those that its entry reaches. The compiler writes one for every source file, a
 * thousand, of which whoever installs the package can import some sixty.
 */
const whole = mkdtempSync(join(tmpdir(), 'sawtooth-types-'));
try {
  const compiler = join('node_modules', '.bin', 'tsc');
  const args = ['-p', 'tsconfig.json', '--emitDeclarationOnly', '--outDir', whole];
  execFileSync(compiler, args, { stdio: 'inherit' });
  for (const file of globSync('dist/**/*.d.ts')) rmSync(file);
  const reached = new Set<string>();
  reach('index.d.ts', reached);
  for (const file of reached) cpSync(join(whole, file), join('dist', file));
} finally {
  rmSync(whole, { recursive: true, force: true });
}

/** Adds `file` and what it imports, from here or by name in a type. */
function reach(file: string, reached: Set<string>): void {
  if (reached.has(file)) return;
  reached.add(file);
  const text = readFileSync(join(whole, file), 'utf8');
  for (const [, path = ''] of text.matchAll(
    /(?:\bfrom |\bimport\(|\bimport )["'](\.[^"']+)["']/g,
  )) {
    reach(join(dirname(file), path.replace(/\.tsx?$/, '.d.ts')), reached);
  }
}
