import { html } from './html.ts';
import { pageHead } from './page-head.ts';

/**
 * The page in place of one that is not there: what was asked for, the rest of a sentence that says what is
 * known of it, and where what there is can be found. `root`: from its address to the root.
 */
export function lostPage(what: string, why: string, root: string): string {
  const whole = html`${pageHead('sawtooth: not here', root)}
<body class="watch">
<header class="top-bar"><nav aria-label="Where you are"><a class="brand" href="${root === '' ? './' : root}">sawtooth</a></nav></header>
<main id="main"><h1>Not here</h1>
<section class="card"><p><code>${what}</code>${why}</p>
<ul><li><a href="${root === '' ? './' : root}">The fleet</a>: what is watched and what fires</li>
<li><a href="${root}api/v1/incidents">Incidents</a> and <a href="${root}api/v1/targets">targets</a> as JSON</li>
<li><code>sawtooth incidents</code> lists what the store has of those that are over</li></ul></section></main>
</body>
</html>
`;
  return whole.html;
}
