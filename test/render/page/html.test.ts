import { expect, test } from 'vitest';
import { html } from '../../../src/render/page/html.ts';
import { culpritPattern, exactPattern, pageLink } from '../../../src/render/page/page-query.ts';
import { bareSvg, panZoomSvg } from '../../../src/render/pan-zoom-svg.ts';

test.each<[string, string]>([
  ['<script>alert(1)</script>', '&lt;script&gt;alert(1)&lt;/script&gt;'],
  [`" onload='x'`, '&quot; onload=&#39;x&#39;'],
  ['a &lt; b', 'a &amp;lt; b'],
  ['\u202eevil\u2066 \u0000\u001b[31m', 'evil [31m'],
  ['tab\tand\nline', 'tab\tand\nline'],
  ['lone \ud800', 'lone \ufffd'],
])('%j is sent as %s', (text, sent) => {
  expect(html`<p title="${text}">${text}</p>`.html).toBe(`<p title="${sent}">${sent}</p>`);
});

test('pieces, lists of them, numbers and nothing', () => {
  const items = [1, 2].map((n) => html`<li>${n}</li>`);
  expect(html`<ul>${items}${null}</ul>`.html).toBe('<ul><li>1</li><li>2</li></ul>');
});

test('links keep the query, change it, and leave out what is empty', () => {
  const query = new Map([
    ['f', 'a&b'],
    ['root', '7'],
  ]);
  expect(pageLink('top', query, { root: '', si: 'space' })).toBe('top?f=a%26b&si=space');
  expect(pageLink('top', new Map())).toBe('top');
  const name = 'repo.(*Map[...]).Set{}|^$';
  expect(new RegExp(exactPattern(name)).test(name)).toBe(true);
  expect(new RegExp(exactPattern(name)).test(`${name}x`)).toBe(false);
});

test('an SVG of Graphviz becomes one that fills a window, with its script and no document type', () => {
  const svg = `<?xml version="1.0"?>\n<!DOCTYPE svg PUBLIC "-//W3C//DTD SVG 1.1//EN"\n "http://www.w3.org/x.dtd">\n<svg width="10pt" height="20pt"\n viewBox="0 0 10 20"><text>a\u0001b</text></svg>\n`;
  const made = panZoomSvg(svg, "(svg) => 'a]]>b'");
  expect(made).not.toContain('DOCTYPE');
  expect(made).toContain('<svg width="100%" height="100%"\n viewBox="0 0 10 20">');
  expect(made).toContain('a\ufffdb');
  expect(made.match(/\]\]>/g)).toHaveLength(1);
  expect(made.trimEnd().endsWith('</svg>')).toBe(true);
  expect(bareSvg(svg).startsWith('<svg ')).toBe(true);
});

test.each([
  ['repo.Save', 'repo.Save', true],
  ['repo.Save', 'repo.Save.func1.2', true],
  ['repo.Save', 'repo.Save-fm', true],
  ['repo.Save', 'repo.SaveAll', false],
  ['cache.(*Map[...]).Set', 'cache.(*Map[go.shape.string,int]).Set', true],
  ['cache.(*Map[...]).Set', 'cache.(*Map[...]).Set.func1', true],
])('the culprit %s is also called %s: %s', (culprit, name, isMeant) => {
  expect(new RegExp(culpritPattern(culprit)).test(name)).toBe(isMeant);
});
