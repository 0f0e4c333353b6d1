import { gateWords, passedOtherwise } from '../../detect/gate-words.ts';
import type { Verdict } from '../../model/verdict.ts';
import { formatGateFigure } from '../format-gate-figure.ts';
import { type Html, html } from '../page/html.ts';

/** Every gate's number, what it needs and whether it passed; null where none was asked. */
export function gatesTable(verdict: Verdict): Html | null {
  const gates = Object.entries(verdict.evidence);
  if (gates.length === 0) return null;
  return html`<div class="scroll" role="region" aria-label="Gates" tabindex="0"><table class="gates"><thead><tr><th scope="col">Gate</th><th scope="col">Measured</th><th scope="col">Needs</th><th scope="col">Passed</th><th scope="col">What it asks</th></tr></thead>
<tbody>${gates.map(([name, gate]) => {
    const { value, needs, passed } = gate;
    const { title, asks, most } = gateWords(name);
    const otherwise = passedOtherwise(name, gate);
    const figure = (number: number) => formatGateFigure(name, number, verdict, gate.of);
    return html`<tr class="${passed ? 'passed' : 'failed'}"><th scope="row">${title}</th><td>${figure(value)}</td><td>${most === true ? '≤' : '≥'} ${figure(needs)}</td><td>${passed ? '✓ yes' : '✗ no'}${otherwise === '' ? '' : `: ${otherwise}`}</td><td class="asks">${asks}</td></tr>
`;
  })}</tbody></table></div>`;
}
