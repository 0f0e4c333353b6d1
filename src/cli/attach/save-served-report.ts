import type { Result } from '../../model/result.ts';
import { writeReportPage } from '../write-report-page.ts';
import { deadlines, get, type Served } from './serve-client.ts';

/** Fetches an incident's report from where the store is, and writes it into `folder`; answers with its name there. */
export async function saveServedReport(
  served: Served,
  incidentId: string,
  folder: string,
): Promise<Result<string>> {
  const page = await get(
    served,
    `/incidents/${encodeURIComponent(incidentId)}/report.html`,
    deadlines.making,
  );
  if (!page.ok) return page;
  return writeReportPage(new TextDecoder().decode(page.value), incidentId, folder);
}
