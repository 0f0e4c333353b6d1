import { formatMoment } from '../../format-moment.ts';
import type { GatesTold } from '../../gates-told.ts';
import { gatesTable } from '../../report/gates-table.ts';
import type { Html } from '../html.ts';
import { sectionPart } from './section-part.ts';

/** Every gate that was asked, and when that was if not just now; hidden where there is none. */
export function gatesPart(gates: GatesTold | null, nowMs: number): Html {
  const asOfMs = gates?.asOfMs ?? null;
  const when = asOfMs === null ? '' : ` at ${formatMoment(asOfMs, nowMs)}`;
  const table = gates === null ? null : gatesTable(gates.verdict);
  return sectionPart('gates', `What was asked${when}`, table);
}
