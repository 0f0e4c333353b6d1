import { join } from 'node:path';

/** What a run prints, and the report that CI adds up (`SAWTOOTH_TEST_REPORTS`: a folder). */
export function reporters(run: string): (string | [string, { outputFile: string }])[] {
  const folder = process.env['SAWTOOTH_TEST_REPORTS'];
  if (folder === undefined || folder === '') return ['default'];
  return ['default', ['json', { outputFile: join(folder, `${run}.json`) }]];
}
