import { expect, test } from 'vitest';
import { alertAnnotations } from '../../src/render/alert-annotations.ts';
import { endText } from '../../src/render/end-text.ts';
import { slackMessage } from '../../src/render/slack-message.ts';
import { incident } from '../support/snapshots.ts';

const over = { state: 'resolved', resolvedAtMs: 1_795_600_900_000 } as const;

test('that nobody saw the end is said of what nobody saw end, and of nothing else', () => {
  expect(endText(incident({ state: 'firing' }))).toBeNull();
  expect(endText(incident(over))).toBeNull();
  expect(endText(incident({ ...over, endedBy: 'recovered' }))).toBeNull();
  for (const endedBy of ['gone', 'reconfigured', 'unruled'] as const) {
    expect(endText(incident({ ...over, endedBy }))).toMatch(/nobody/);
    const ended = incident({ ...over, endedBy });
    expect(alertAnnotations(ended, null)['ended']).toMatch(/nobody/);
    const { blocks } = slackMessage(
      { incident: ended, status: 'resolved' },
      { externalUrl: null, channel: null },
    );
    expect(JSON.stringify(blocks)).toContain('nobody');
  }
  expect(alertAnnotations(incident(over), null)).not.toHaveProperty('ended');
});
