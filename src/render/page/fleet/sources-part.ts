import type { DiscoveryState, ProviderState } from '../../../model/discovery.ts';
import type { FeedSnapshot, Snapshot } from '../../../model/snapshot.ts';
import { formatCount } from '../../format-count.ts';
import { formatDuration } from '../../format-duration.ts';
import { printable } from '../../printable.ts';
import { type Html, html } from '../html.ts';
import { statusBadge } from '../watch/status-badge.ts';

/** How the metrics stores fare that targets are read from, and what discovery cannot do now. */
export function sourcesPart(
  { feeds = [], atMs }: Snapshot,
  discovery: DiscoveryState | undefined,
): Html {
  const problems = (discovery?.providers ?? []).filter(({ problem }) => problem !== null);
  if (feeds.length + problems.length === 0) return html`<section id="sources" hidden></section>`;
  return html`<section id="sources" class="card" aria-labelledby="sources-title"><h2 id="sources-title">Sources</h2>
<ul class="lines">${feeds.map((feed) => feedLine(feed, atMs))}${problems.map(problemLine)}</ul></section>`;
}

function feedLine(feed: FeedSnapshot, atMs: number): Html {
  const { name, health, lastError, lastRoundAtMs, lastRoundMs, series, seriesLeftOut } = feed;
  const tone = health === 'up' ? 'good' : health === 'down' ? 'bad' : 'dim';
  const left = seriesLeftOut === 0 ? '' : `, ${formatCount(seriesLeftOut)} left out`;
  const round =
    lastRoundAtMs === null
      ? 'no round yet'
      : `asked ${formatDuration(Math.max(0, Math.round((atMs - lastRoundAtMs) / 1000)))} ago${
          lastRoundMs === null ? '' : `, in ${formatDuration(lastRoundMs / 1000)}`
        }`;
  return html`<li><b>${printable(name)}</b> ${statusBadge({ mark: health, word: health, tone })} <span>${formatCount(series)} series${left}, ${round}</span>${
    lastError === null ? null : html` <span class="why">${lastError}</span>`
  }</li>`;
}

function problemLine({ job, mechanism, problem }: ProviderState): Html {
  return html`<li><b>${printable(job)}</b> ${statusBadge({ mark: 'down', word: mechanism, tone: 'bad' })} <span class="why">${problem}</span></li>`;
}
