import type { Profile } from '../../../profile/profile.ts';
import { prepareReport } from '../../../profile/report/prepare-report.ts';
import { profileLabels } from '../../../profile/report/report-labels.ts';
import type { ReportOptions } from '../../../profile/report/report-options.ts';
import { valueFormat } from '../../../profile/report/value-format.ts';
import type { Io } from '../../io.ts';
import { timeFormat } from '../time-format.ts';

/** What the shell says first: what the profile is, and how to go on (internal/driver greetings). */
export function greeting(profile: Profile, options: ReportOptions, io: Io): string {
  const lines: string[] = [];
  const unfiltered = { ...options, focus: '', ignore: '', tagfocus: '', tagignore: '' };
  const prepared = prepareReport(profile, { format: 'text', symbol: '' }, unfiltered);
  if (prepared.ok) {
    const { report, warnings } = prepared.value;
    const time = timeFormat(io.env['TZ'] || undefined);
    const labels = profileLabels(report, valueFormat(report, options.unit), time);
    lines.push(...warnings, labels.join('\n'));
    if (report.total === 0 && profile.sampleTypes.length > 1) {
      lines.push(
        'No samples were found with the default sample value type.',
        'Try "sample_index" command to analyze different sample values.',
        '',
      );
    }
  }
  lines.push('Entering interactive mode (type "help" for commands, "o" for options)', '');
  return lines.join('\n');
}
