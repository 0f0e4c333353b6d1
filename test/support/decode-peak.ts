// Decodes the file that is named and prints by how many MB the most memory that was resident grew.
import { readFileSync } from 'node:fs';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { topTable } from '../../src/profile/top-table.ts';

const bytes = readFileSync(process.argv[2] ?? '');
const before = process.resourceUsage().maxRSS;
const profile = decodeProfile(bytes);
if (profile.ok)
  for (const type of profile.value.sampleTypes.keys()) topTable(profile.value, type, 50);
process.stdout.write(`${(process.resourceUsage().maxRSS - before) / 1024}\n`);
