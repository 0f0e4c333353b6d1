import { type Html, html } from './html.ts';

/** A line of source; weights are written out, '' for none. */
export type ShownLine = {
  readonly number: number;
  readonly text: string;
  readonly flat: string;
  readonly cum: string;
  /** 0 to 4: how much of the function's weight is here. */
  readonly heat: number;
  /** It holds less than before. */
  readonly isLess: boolean;
};

/** The source of a function, or why there is none. */
export type ShownSource = {
  readonly name: string;
  readonly file: string;
  readonly flat: string;
  readonly cum: string;
  readonly share: string;
  readonly lines: readonly ShownLine[];
  readonly missing: string;
};

/** Sources, the heaviest function first; `left`: how many more there are. */
export function sourceView(sources: readonly ShownSource[], left: number): Html {
  const more =
    left === 0 ? null : html`<p class="hint">${left} more match; a narrower Focus shows them.</p>`;
  return html`${sources.map(block)}${more}`;
}

function block({ name, file, flat, cum, share, lines, missing }: ShownSource): Html {
  const body =
    missing === ''
      ? html`<div class="scroll"><table class="code">${lines.map(line)}</table></div>`
      : html`<p class="hint">${missing}</p>`;
  return html`<section class="card source"><h2>${name}</h2><p>${file === '' ? null : html`<code>${file}</code> · `}${flat} itself, ${cum} (${share}) in all</p>${body}</section>
`;
}

function line({ number, text, flat, cum, heat, isLess }: ShownLine): Html {
  return html`<tr class="h${heat}${isLess ? ' less' : ''}"><td>${flat}</td><td>${cum}</td><td>${number}</td><td><code>${text}</code></td></tr>
`;
}
