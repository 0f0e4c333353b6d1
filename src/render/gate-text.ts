import { gateBound, gateWords, passedOtherwise } from '../detect/gate-words.ts';
import type { Gate, Verdict } from '../model/verdict.ts';
import { formatGateFigure } from './format-gate-figure.ts';
import { printable } from './printable.ts';

/** A gate's figure and what it needs: `line over steps 1.29 (≤ 1)`, with why it passed where the figure does not say it. */
export function gateText(name: string, gate: Gate, verdict: Verdict): string {
  const [value, needs] = [gate.value, gate.needs].map((one) =>
    formatGateFigure(name, one, verdict, gate.of),
  );
  const otherwise = passedOtherwise(name, gate);
  const bound = `${gateBound(name)} ${needs}${otherwise === '' ? '' : `; ${otherwise}`}`;
  return `${printable(gateWords(name).title).toLowerCase()} ${value} (${bound})`;
}
