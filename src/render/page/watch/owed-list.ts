import type { NotificationRecord } from '../../../model/notification.ts';
import { type Html, html } from '../html.ts';
import { moment } from './moment.ts';

/** Who has still to be told of an incident, and since when. */
export function owedList(owed: readonly NotificationRecord[], nowMs: number): Html {
  return html`<ul class="lines">${owed.map(
    ({ receiver, status, atMs }) =>
      html`<li class="owed"><b>owed</b> ${receiver}: ${status}, not delivered yet <span>since ${moment(atMs, nowMs)}</span></li>`,
  )}</ul>`;
}
