import { type Html, html } from './html.ts';
import { type PageQuery, type PageView, pageLink } from './page-query.ts';

/** What every page of a profile has around its view. */
export type PageFrame = {
  readonly view: PageView;
  readonly query: PageQuery;
  /** The program. */
  readonly name: string;
  readonly sampleTypes: readonly string[];
  readonly sampleType: string;
  /** The total, written out. */
  readonly total: string;
  readonly isDifference: boolean;
  /** What the profile says of itself, a line each. */
  readonly labels: readonly string[];
  /** What matched nothing, or went wrong. */
  readonly notes: readonly string[];
  /** Who it was, where a difference names somebody; null: not a difference. */
  readonly culprit: Html | null;
  readonly body: Html;
};

const views: readonly (readonly [PageView, string])[] = [
  ['flamegraph', 'Flame graph'],
  ['top', 'Top'],
  ['graph', 'Graph'],
  ['peek', 'Peek'],
  ['source', 'Source'],
];

/** The whole page of a view. It works without a script; the script makes it pleasant. */
export function page(frame: PageFrame): string {
  const { view, query, name, sampleType, total, isDifference, labels, notes } = frame;
  const title = views.find(([path]) => path === view)?.[1] ?? '';
  const links = views.map(
    ([path, text]) =>
      html`<a href="${pageLink(path, query, { root: '', q: '' })}"${path === view ? current : null}>${text}</a>`,
  );
  const whole = html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}: ${name} ${sampleType}</title>
<link rel="icon" href="icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="page.css">
<script src="page.js" defer><\/script>
</head>
<body class="view-${view}">
<header>
<div class="head">
<a class="brand" href="flamegraph">sawtooth</a>
<h1>${name} <small>${isDifference ? 'change of ' : ''}${sampleType}, ${total}</small></h1>
<details class="about"><summary>About</summary><div class="card"><pre>${labels.join('\n')}</pre>
<a href="${pageLink('download', new Map())}" download>Download the profile</a></div></details>
</div>
<nav>${links}</nav>
${filters(frame)}
</header>
<main>
${notes.map((note) => html`<p class="note" role="status">${note}</p>`)}
${frame.culprit}
${frame.body}
</main>
</body>
</html>
`;
  return whole.html;
}

const current = html` aria-current="page"`;

const fields = [
  ['f', 'Focus', 'only stacks with'],
  ['i', 'Ignore', 'no stacks with'],
  ['h', 'Hide', 'frames left out'],
  ['s', 'Show', 'frames kept'],
] as const;

const granularities = ['functions', 'filefunctions', 'files', 'lines', 'addresses'] as const;

/** A form without a script: each change is another address, which can be kept and sent. */
function filters({ view, query, sampleTypes, sampleType }: PageFrame): Html {
  const named = new Set<string>(['si', 'g', 'root', ...fields.map(([key]) => key)]);
  const kept = [...query].filter(([key]) => !named.has(key));
  const chosen = sampleType.replace(/^mean_/, '');
  const granularity = query.get('g') ?? '';
  return html`<form method="get" action="${view}" class="filters">
${fields.map(([key, label]) => chip(view, query, key, label))}
<label>Sample <select name="si">${sampleTypes.map((type) => option(type, type === chosen))}</select></label>
<details><summary>Filters</summary>
<div class="fields">
${fields.map(
  ([key, label, hint]) =>
    html`<label>${label} <input name="${key}" value="${query.get(key) ?? ''}" placeholder="${hint} REGEX" spellcheck="false" autocomplete="off"></label>`,
)}
<label>Apart <select name="g">${granularities.map((one) => option(one, one === granularity))}</select></label>
</div></details>
${kept.map(([key, value]) => html`<input type="hidden" name="${key}" value="${value}">`)}
<button>Apply</button>
</form>`;
}

/** A filter that is on, and the link that takes it off. */
function chip(view: PageView, query: PageQuery, key: string, label: string): Html | null {
  const value = query.get(key) ?? '';
  if (value === '') return null;
  const without = pageLink(view, query, { [key]: '', root: '' });
  return html`<span class="chip">${label.toLowerCase()} <code>${value}</code><a href="${without}" aria-label="without ${label.toLowerCase()}">×</a></span>`;
}

function option(value: string, isChosen: boolean): Html {
  return html`<option${isChosen ? html` selected` : null}>${value}</option>`;
}
