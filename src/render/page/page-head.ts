import { type Html, html } from './html.ts';

/** The beginning of every page: its title, and its style at `style`, as seen from the page's own address. */
export function pageHead(title: string, style: string): Html {
  return html`<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta name="color-scheme" content="light dark">
<title>${title}</title>
<link rel="stylesheet" href="${style}">
</head>`;
}
