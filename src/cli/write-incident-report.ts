import { writeFile } from 'node:fs/promises';
import { resolve } from 'node:path';
import type { Incident } from '../model/incident.ts';
import { failure, type Result, success } from '../model/result.ts';
import { incidentReport } from './report/incident-report.ts';
import { renderReport } from './report/render-report.ts';
import { whyUnreadable } from './why-unreadable.ts';

/** Writes the report of an incident, as `sawtooth report` does, into `folder`; answers with the file's path. */
export async function writeIncidentReport(
  incident: Incident,
  { storePath, folder }: { readonly storePath: string; readonly folder: string },
): Promise<Result<string>> {
  const made = await incidentReport(incident, storePath, { nowMs: Date.now(), hasGraph: true });
  const content = await renderReport(made, 'html');
  if (!content.ok) return content;
  const file = resolve(folder, `sawtooth-report-${incident.id.replaceAll(/[^\w.-]+/g, '_')}.html`);
  try {
    await writeFile(file, content.value);
    return success(file);
  } catch (error) {
    return failure(`cannot write ${file}: ${whyUnreadable(error)}`, error);
  }
}
