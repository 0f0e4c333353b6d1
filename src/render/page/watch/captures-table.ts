import type { Capture } from '../../../model/capture.ts';
import { capturesOfLife } from '../../../model/captures-of-life.ts';
import { formatBytes } from '../../format-bytes.ts';
import { formatDuration } from '../../format-duration.ts';
import { formatTimeToSecond } from '../../format-time.ts';
import { type Html, html } from '../html.ts';
import { moment } from './moment.ts';
import { captureLink, speedscopeLink } from './profile-links.ts';

/** Rows that are seen at once, and those that are there at all; the folder has all. */
const most = { seen: 12, listed: 60 };

/** Where the table stands: from its page to the root, whether speedscope is here, and the time. */
type CapturesAround = {
  readonly root: string;
  readonly speedscope: boolean;
  readonly nowMs: number;
};

/** Stored profiles, newest first, each to take away as it came, and to look at in speedscope where that is here. */
export function capturesTable(captures: readonly Capture[], around: CapturesAround): Html {
  if (captures.length === 0) return html`<p class="hint">None has been captured.</p>`;
  const newest = captures.toSorted((a, b) => b.atMs - a.atMs);
  const [seen, folded] = [newest.slice(0, most.seen), newest.slice(most.seen, most.listed)];
  const rest = newest.length - seen.length - folded.length;
  return html`${tableOf(seen, around)}${
    folded.length === 0
      ? null
      : html`<details><summary>and ${newest.length - seen.length} before</summary>${tableOf(folded, around)}${
          rest > 0 ? html`<p class="hint">and ${rest} before, in the store</p>` : null
        }</details>`
  }${shellLine(newest)}`;
}

function tableOf(captures: readonly Capture[], { root, speedscope, nowMs }: CapturesAround): Html {
  return html`<div class="scroll" tabindex="0" role="group" aria-label="Captures"><table class="plain"><thead><tr><th scope="col">Captured</th><th scope="col">Profile</th><th scope="col" class="number wide">Size</th><th scope="col" class="number wide">Took</th><th scope="col">Look at it</th></tr></thead>
<tbody>${captures.map((capture) => {
    const { id, atMs, kind, role, bytes, tookMs, gc } = capture;
    // Goroutine stacks as text are nothing that it reads.
    const isRead = speedscope && capture.path.endsWith('.pb.gz');
    return html`<tr id="c-${encodeURIComponent(id)}"><td>${moment(atMs, nowMs)}</td><td>${role} ${kind}${gc ? ' after gc' : ''}</td><td class="number wide">${formatBytes(bytes)}</td><td class="number wide">${formatDuration(tookMs / 1000)}</td><td><a href="${captureLink(root, capture)}" download>download</a>${
      isRead
        ? html`, <a href="${speedscopeLink(root, captureLink('../', capture), `${kind} ${formatTimeToSecond(atMs)}`)}">speedscope</a>`
        : null
    }</td></tr>`;
  })}</tbody></table></div>`;
}

/** What to type of what was downloaded: the heap's growth from the first to the last, or one of them. */
function shellLine(newest: readonly Capture[]): Html | null {
  const heaps = newest.filter(({ kind, path }) => kind === 'heap' && path.endsWith('.pb.gz'));
  const last = heaps[0];
  // Captures of two lives, or of which one was taken after a collection, are never compared.
  if (last === undefined) return null;
  const alike = heaps.filter(({ gc }) => gc === last.gc);
  const first = capturesOfLife(alike, last.lifeStartAtMs).at(-1) ?? last;
  const base = first === last ? '' : `-diff_base ${fileName(first)} `;
  return html`<div class="shell"><p class="hint">Downloaded, in a terminal:</p><pre>go tool pprof -http=: ${base}${fileName(last)}</pre></div>`;
}

/** What it is called when it is downloaded. */
function fileName({ path }: Capture): string {
  return path.slice(path.lastIndexOf('/') + 1).replaceAll(/[^\w.-]/g, '_');
}
