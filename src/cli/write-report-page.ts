import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import { failure, type Result, success } from '../model/result.ts';
import { whyUnreadable } from './why-unreadable.ts';

/** Writes the report of an incident, a page, into `folder` under the name that `sawtooth report` gives it; answers with that. */
export async function writeReportPage(
  page: string,
  incidentId: string,
  folder: string,
): Promise<Result<string>> {
  const name = `sawtooth-report-${incidentId.replaceAll(/[^\w.-]+/g, '_')}.html`;
  try {
    await writeFile(resolve(folder, name), page);
    return success(`./${name}`);
  } catch (error) {
    return failure(`cannot write ${resolve(folder, name)}: ${whyUnreadable(error)}`, error);
  }
}
