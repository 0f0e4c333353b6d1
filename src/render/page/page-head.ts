import { type Html, html } from './html.ts';

/**
 * The beginning of every page of `serve`: its title, its icon and its style. `root`: from the page's own
 * address to the root, '' or `../`; `scripts`: the names of those that it has.
 */
export function pageHead(title: string, root: string, scripts: readonly string[] = []): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="icon" href="${root}icon.svg" type="image/svg+xml">
<link rel="stylesheet" href="${root}page.css">
${scripts.map((script) => html`<script src="${root}${script}.js" defer></script>`)}
</head>`;
}
