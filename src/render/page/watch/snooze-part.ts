import type { Snooze } from '../../../model/quiet.ts';
import { printable } from '../../printable.ts';
import { snoozeText } from '../../quiet-text.ts';
import { type Html, html } from '../html.ts';

/** How long a snooze may last, as the form offers it: in Prometheus' grammar, and in words. */
const spans = [
  ['1h', 'an hour'],
  ['4h', '4 hours'],
  ['12h', '12 hours'],
  ['1d', 'a day'],
  ['3d', '3 days'],
  ['1w', 'a week'],
] as const;

/**
 * Holds back the alerts of a workload, or ends that: forms, which work without a script. `page`: the address of the
 * page as seen from itself, below which they are sent.
 */
export function snoozePart(workload: string, snoozes: readonly Snooze[], page: string): Html {
  const snooze = snoozes.find((one) => one.workload === workload);
  if (snooze !== undefined) {
    return html`<section id="snooze" class="card" aria-label="Snooze"><form method="post" action="${page}/unsnooze" class="wish"><span><b>${printable(workload)}</b> is ${snoozeText(snooze)}</span> <input type="hidden" name="id" value="${snooze.id}"><button>End the snooze</button></form></section>`;
  }
  return html`<section id="snooze" class="card" aria-label="Snooze"><details><summary>Snooze the alerts of ${printable(workload)}</summary>
<form method="post" action="${page}/snooze" class="wish"><label>For <select name="for">${spans.map(([value, words]) => html`<option value="${value}"${value === '4h' ? html` selected` : null}>${words}</option>`)}</select></label>
<label>Why <input name="why" required maxlength="1000" autocomplete="off"></label>
<label>Who <input name="by" maxlength="200" autocomplete="name"></label>
<button>Snooze</button></form>
<p class="hint">It is watched and captured all the same. What is still so at the end is told then, and that something is over is told at once.</p></details></section>`;
}
