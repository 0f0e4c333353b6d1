import type { Alert } from '../model/receiver.ts';
import { floorsOf, lifeEndTimesOf } from '../model/timeline.ts';
import { alertAnnotations, reportUrl } from './alert-annotations.ts';
import { alertLabels } from './alert-labels.ts';
import { printable } from './printable.ts';
import { shorten } from './shorten.ts';
import { sparkline } from './sparkline.ts';

/** A block of Slack's Block Kit, as far as this message has them. */
type Block = { readonly type: string; readonly [field: string]: unknown };

/** https://docs.slack.dev/reference/block-kit/blocks: of a header, a section's text, one of its fields. */
const most = { header: 150, text: 3000, field: 2000, fields: 10, context: 2000 } as const;

/** A description longer than this is no message any more; the whole stays far below the 13,200 at which messages fail (slackapi/bolt-js#2509). */
const mostDescription = 1500;

/** What Slack shows without wrapping on a telephone. */
const chartWidth = 36;

/**
 * An alert as a message of Slack: a line for notifications and screen readers (`text`), and blocks: who,
 * what was measured, the floor as a small chart, the labels.
 */
export function slackMessage(
  { incident, status }: Alert,
  {
    externalUrl,
    channel,
  }: { readonly externalUrl: string | null; readonly channel: string | null },
) {
  const annotations = alertAnnotations(incident, externalUrl);
  const { summary = '', description = '', culprit, time_to_limit: timeToLimit } = annotations;
  const word = status === 'firing' ? 'FIRING' : 'RESOLVED';
  const title = `[${word}] ${printable(incident.rule)}: ${printable(incident.workload)}`;
  const facts = [
    summary,
    ...(culprit === undefined ? [] : [`culprit ${culprit}`]),
    ...(timeToLimit === undefined ? [] : [`limit in ${timeToLimit}`]),
  ];
  const url = reportUrl(incident, externalUrl);
  const floors = floorsOf(incident.timeline);
  const ends = lifeEndTimesOf(incident.timeline);
  const chart = floors.length < 2 ? '' : sparkline(floors, ends, chartWidth).trim();
  const blocks: Block[] = [
    { type: 'header', text: { type: 'plain_text', text: shorten(title, most.header) } },
    section(`*${escaped(summary, 500)}*\n${escaped(description, mostDescription)}`),
    ...fieldsOf(annotations),
    ...(chart === '' ? [] : [section(`\`\`\`${escaped(chart, most.text - 6)}\`\`\``)]),
    ...linksOf(url, annotations['runbook_url']),
    {
      type: 'context',
      elements: [
        { type: 'mrkdwn', text: escaped(labelsText(alertLabels(incident)), most.context) },
      ],
    },
  ];
  return {
    ...(channel === null ? {} : { channel }),
    text: escaped([title, ...facts].join(' · '), most.text),
    blocks,
  };
}

const shownFields = [
  ['culprit', 'Culprit'],
  ['culprit_growth', 'Growth'],
  ['culprit_share', 'Share of the growth'],
  ['culprit_confidence', 'Confidence'],
  ['leak_rate', 'Leak rate'],
  ['time_to_limit', 'Time to limit'],
  ['leak_kind', 'Kind'],
  ['ended', 'Over, since'],
] as const;

function fieldsOf(annotations: Readonly<Record<string, string>>): Block[] {
  const fields = shownFields.flatMap(([name, title]) => {
    const value = annotations[name];
    return value === undefined
      ? []
      : [
          {
            type: 'mrkdwn',
            text: `*${title}*\n${fieldText(name, escaped(value, most.field - 40))}`,
          },
        ];
  });
  return fields.length === 0 ? [] : [{ type: 'section', fields: fields.slice(0, most.fields) }];
}

function linksOf(report: string | null, runbook: string | undefined): Block[] {
  const links = [
    ...(report === null ? [] : [link(report, 'Open the incident')]),
    ...(runbook === undefined || !/^https?:\/\//.test(runbook) ? [] : [link(runbook, 'Runbook')]),
  ];
  return links.length === 0 ? [] : [section(links.join(' · '))];
}

/** Names have `*` and `_` in them, which are marks outside of code. */
function fieldText(name: string, value: string): string {
  return name === 'culprit' ? `\`${value}\`` : value;
}

/** `|` would end the address. */
function link(url: string, text: string): string {
  return `<${escaped(url.replaceAll('|', '%7C'), most.text / 2)}|${text}>`;
}

function section(text: string): Block {
  return { type: 'section', text: { type: 'mrkdwn', text } };
}

function labelsText(labels: Readonly<Record<string, string>>): string {
  return Object.entries(labels)
    .map(([name, value]) => `${name}=${JSON.stringify(value)}`)
    .join('  ');
}

/**
 * Outside text in Slack's mrkdwn: `&`, `<` and `>` are its control characters and the only ones that have
 * entities (docs.slack.dev, formatting message text), so neither a link nor a mention (`<!channel>`)
 * comes out of a name. A backtick would end the code that a name stands in. Cut after escaping, never
 * within an entity.
 */
function escaped(text: string, length: number): string {
  const whole = text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('`', 'ˋ');
  return shorten(whole, length).replace(/&[a-z]{0,3}…$/, '…');
}
