import { compareText } from '../../../profile/graph/compare-text.ts';
import type { Profile } from '../../../profile/profile.ts';
import { groups, type ShellSettings } from './shell-settings.ts';

/** What `o` prints: every setting with its value, and what else it could be (printCurrentOptions). */
export function optionsText(settings: ShellSettings, profile: Profile): string {
  const lines = Object.entries(settings)
    .filter(([name]) => name !== 'source_path')
    .map(([name, value]) => {
      const { shown, comment } = described(name, value, profile);
      const remark = comment === '' ? '' : `//: ${comment}`;
      return `  ${name.padEnd(25)} = ${shown.padEnd(20)} ${remark}`;
    });
  return `${lines.sort(compareText).join('\n')}\n`;
}

function described(
  name: string,
  value: string,
  { sampleTypes }: Profile,
): { shown: string; comment: string } {
  const words = groups.get(name);
  if (words !== undefined) {
    return { shown: value || '(default)', comment: choice([...words].sort()) };
  }
  if (name === 'sample_index') {
    const types = sampleTypes.map(({ type }) => type);
    return { shown: value || (types.at(-1) ?? ''), comment: choice(types) };
  }
  if (name === 'nodecount' && value === '-1') return { shown: value, comment: 'default' };
  return { shown: value || '""', comment: '' };
}

function choice(words: readonly string[]): string {
  return `[${words.join(' | ')}]`;
}
