// `npm audit` of what is shipped: what is known to be wrong with a dependency ends it with 1 from `high` on, less is named. A
// registry that answers no audits (a mirror, a machine without a network) is named as skipped.
import { spawnSync } from 'node:child_process';

const { stdout } = spawnSync('npm', ['audit', '--omit=dev', '--json'], {
  encoding: 'utf8',
  timeout: 60_000,
});
const report = parsed(stdout ?? '');
const found = report?.metadata?.vulnerabilities;
if (found === undefined) {
  const why = report?.error?.summary || report?.message || 'no answer';
  console.log(`skipped: npm audit (the registry did not answer it: ${String(why).split('\n')[0]})`);
} else {
  const { high = 0, critical = 0, total = 0 } = found;
  console.log(
    `npm audit: ${total} known vulnerabilities in what is shipped, ${high + critical} of them high or critical`,
  );
  for (const [name, { severity, range }] of Object.entries(report.vulnerabilities ?? {})) {
    console.log(`  ${severity}: ${name} ${range}`);
  }
  process.exitCode = high + critical > 0 ? 1 : 0;
}

function parsed(text) {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
