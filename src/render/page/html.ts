/** A piece of a page that is safe to send: outside text in it is escaped. */
export type Html = { readonly html: string };

type Value = Html | string | number | null | readonly (Html | null)[];

/**
 * Builds a piece of a page: html`<td>${name}</td>`. Texts and numbers are escaped for elements and
 * quoted attributes alike, pieces and lists of them go in as they are, null is nothing.
 */
export function html(parts: TemplateStringsArray, ...values: readonly Value[]): Html {
  let text = parts[0] ?? '';
  for (const [i, value] of values.entries()) text += textOf(value) + (parts[i + 1] ?? '');
  return { html: text };
}

function textOf(value: Value): string {
  if (value === null) return '';
  if (typeof value === 'string') return escapeHtml(value);
  if (typeof value === 'number') return String(value);
  return 'html' in value ? value.html : value.map((one) => one?.html ?? '').join('');
}

const entities: Readonly<Record<string, string>> = {
  '&': '&amp;',
  '<': '&lt;',
  '>': '&gt;',
  '"': '&quot;',
  "'": '&#39;',
};

/** Without control characters but tab and line break, and without marks that turn the direction around. */
function escapeHtml(text: string): string {
  return text
    .toWellFormed()
    .replaceAll(/[^\P{Cc}\t\n]|\p{Bidi_Control}/gu, '')
    .replaceAll(/[&<>"']/g, (sign) => entities[sign] ?? sign);
}
