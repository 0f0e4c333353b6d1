/** `npm run evaluate:culprits`: who is blamed for each recorded program, beside pprof's first row. */
import { blameOf, blameTable } from '../support/blame-table.ts';
import { leakCases } from '../support/leak-cases.ts';
import { recorded } from '../support/recordings.ts';

process.stdout.write(`${blameTable(leakCases.map((one) => blameOf(one, recorded(one))))}\n`);
