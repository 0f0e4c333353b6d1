import type { Capture } from '../../model/capture.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatTimeToSecond } from '../format-time.ts';
import { type Html, html } from '../page/html.ts';

/** The captures of an incident; null without one. `compared`: the times of those whose difference is shown. */
export function capturesTable(
  captures: readonly Capture[],
  compared: ReadonlySet<number>,
): Html | null {
  if (captures.length === 0) return null;
  const folders = new Set(captures.map(({ path }) => folderOf(path)));
  const [folder = ''] = folders.size === 1 ? folders : [];
  return html`${folder === '' ? null : html`<p class="hint">Under storage.path, in <code>${folder}</code>. What is compared above stands out.</p>`}
<div class="scroll" role="region" aria-label="Captures" tabindex="0"><table class="files"><thead><tr><th scope="col">Taken</th><th scope="col">Role</th><th scope="col">Kind</th><th scope="col">Size</th><th scope="col">File</th></tr></thead>
<tbody>${captures.map(
    ({
      atMs,
      role,
      kind,
      bytes,
      gc,
      path,
    }) => html`<tr${compared.has(atMs) ? html` class="compared"` : null}><td>${formatTimeToSecond(atMs)}</td><td>${role}</td><td>${kind}${gc ? ', gc=1' : ''}</td><td>${formatBytes(bytes)}</td><td><code>${path.slice(folder.length)}</code></td></tr>
`,
  )}</tbody></table></div>`;
}

/** With its slash. */
function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/') + 1);
}
