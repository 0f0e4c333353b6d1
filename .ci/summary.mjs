// Adds up the JSON reports that the test runs left in a folder, names what was skipped, and prints one line.
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const reports = readdirSync(folder).map((name) =>
  JSON.parse(readFileSync(join(folder, name), 'utf8')),
);
const results = reports.flatMap((report) =>
  report.testResults.flatMap((file) => file.assertionResults),
);
const named = (status) => results.filter((result) => status.includes(result.status));
const skipped = named(['skipped', 'pending', 'todo']);
for (const { fullName } of skipped) console.log(`skipped: ${fullName}`);
const failed = named(['failed']).length + reports.filter(({ success }) => !success).length;
console.log(`${named(['passed']).length} passed, ${failed} failed, ${skipped.length} skipped`);
process.exitCode = reports.length === 0 || failed > 0 ? 1 : 0;
