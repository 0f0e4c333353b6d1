import type { Verdict } from '../../../model/verdict.ts';
import { formatGateFigure } from '../../format-gate-figure.ts';
import { printable } from '../../printable.ts';
import { type Html, html } from '../html.ts';

/** What each gate asks, in a few words (src/detect/gates.ts); one that is not here has its name alone. */
const questions: Readonly<Record<string, string>> = {
  significance: 'Is the rise beyond chance?',
  monotony: 'Does it go one way?',
  precision: 'Is its pace known well enough?',
  coverage: 'Were there readings enough?',
  duration: 'Has it gone on for long enough?',
  collections: 'Were there collections enough?',
  evenness: 'Does it rise in most of its steps?',
  largestStep: 'Is it more than one large step?',
  steadiness: 'Does it go on rather than slow down?',
  straightness: 'Is it straight, where little is known?',
  lineOverSteps: 'Is it a line rather than steps?',
  overWalk: 'Is it more than a walk without aim?',
  load: 'Is it more than the traffic explains?',
  growth: 'Is it worth an alert?',
  dailyGrowth: 'Is it worth one by the day?',
  precedent: 'Is it higher than ever before?',
  swing: 'Is it more than the usual swing?',
  daySwing: 'Is it more than a day would bring?',
  outlook: 'Is the limit near, as seen from the rise?',
  horizon: 'Is it reached within the rule’s horizon?',
  teeth: 'Were there teeth before?',
  versionBefore: 'Was the version before free of it?',
  replicas: 'In how many replicas does it rise?',
};

/** Every gate that was asked, with its number and what it needs; those that say no stand first. null: none was. */
export function gatesTable({
  evidence,
  signal,
}: Pick<Verdict, 'evidence' | 'signal'>): Html | null {
  const gates = Object.entries(evidence).sort(([, a], [, b]) => +a.passed - +b.passed);
  if (gates.length === 0) return null;
  const rows = gates.map(([name, { value, needs, passed }]) => {
    const word = passed ? 'yes' : 'no';
    return html`<tr class="${passed ? 'good' : 'warn'}"><th scope="row">${printable(name)}</th><td class="asks">${questions[name] ?? ''}</td><td class="number">${formatGateFigure(name, value, signal)}</td><td class="number">${formatGateFigure(name, needs, signal)}</td><td>${word}</td></tr>`;
  });
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Gates"><table class="plain gates"><thead><tr><th scope="col">Gate</th><th scope="col" class="asks">Asks</th><th scope="col" class="number">Measured</th><th scope="col" class="number">Needs</th><th scope="col">Passed</th></tr></thead><tbody>${rows}</tbody></table></div>`;
}
