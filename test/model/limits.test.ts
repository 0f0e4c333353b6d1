import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { limits } from '../../src/model/limits.ts';

/** What runs once, for somebody who looks at it, and what only computes: thresholds and sizes of drawings are no limits. */
const notWatching =
  /^src\/(detect|render|tui|browser|profile|cli\/(pprof|demo|report|attach)|scrape\/recorded)\//;

/** Constants that are called like a limit and have no figure of their own, and why. */
const without: Readonly<Record<string, string>> = {
  // Rings and caches, full by design: the oldest gives way, and nothing is lost that somebody waits for.
  'src/watch/incident-book.ts maxResolved': 'ring of what is over; the book has them',
  'src/model/with-point.ts most': 'ring of what is drawn',
  'src/watch/sketch.ts mostCells': 'cells of a drawing',
  'src/serve/past-events.ts most': 'ring of what a new reader is shown',
  'src/serve/event-history.ts most': 'ring of what pages show',
  'src/incident/memory-history.ts most': 'ring of what an incident shows',
  'src/cli/event-log.ts most': 'ring of what a screen shows',
  'src/serve/attach-snapshots.ts mostAnswers': 'cache of answers',
  'src/scrape/cgroup-folders.ts mostFound': 'cache; without one the mounts are read again',
  'src/scrape/process-exits.ts mostHeld': 'cache of open counts; without one a kill is inferred',
  'src/store/bucket/plan-recall.ts mostIncidents':
    'the newest, read once: what fires is among them',
  'src/http/agents.ts maxKept': 'cache of agents',
  'src/http/agents.ts maxIdle': 'cache of connections that nobody uses',
  'src/serve/password-check.ts mostKnown': 'cache of logins that were right',
  'src/serve/pages/growth-shelf.ts mostKept': 'cache of what grew, as pages show it',
  'src/serve/pages/growth-shelf.ts mostLength': 'cache of what grew, as pages show it',
  // Cuts of a text or a list that is shown: the rest is counted or left out in the same sentence.
  'src/notify/post-json.ts mostShown': 'quote',
  'src/notify/fetch-silences.ts mostSilences': 'silences that are shown of one alert',
  'src/serve/dropped-json.ts maxShownValue': 'quote',
  'src/serve/webhook-route.ts mostNamed': 'names in an answer',
  'src/config/problems-of.ts longestSentence': 'quote',
  'src/discover/discovery.ts maxShownDropped': 'targets that are shown',
  'src/scrape/query/query-server.ts longestQuote': 'quote',
  'src/scrape/query/answer-notes.ts longestQuote': 'quote',
  'src/scrape/query/answer-notes.ts mostWarnings': 'warnings that are repeated',
  'src/scrape/query/query-feed.ts mostEmptyRounds': 'rounds until a sentence',
  'src/scrape/query/query-feed.ts mostTold': 'sentences of one round',
  'src/cli/find-incident.ts mostNamed': 'names in a sentence',
  'src/store/safe-name.ts maxLength': 'name of a file',
  // Caps on one answer: all of them are `answer_bytes`.
  'src/notify/post-json.ts maxAnswerBytes': 'cut, not refused',
  'src/notify/fetch-silences.ts maxBytes': 'answer_bytes',
  'src/notify/send-kubernetes-event.ts maxPodBytes': 'answer_bytes',
  'src/discover/discover-http.ts maxBytes': 'answer_bytes',
  'src/discover/discover-files.ts mostBytes': 'a faulty file, told as discovery-failed',
  'src/discover/kubernetes/list-pods.ts maxPageBytes': 'answer_bytes',
  'src/discover/kubernetes/list-pods.ts mostPods':
    'a list without an end: told as discovery-failed',
  'src/discover/kubernetes/list-pods.ts mostPages':
    'a list without an end: told as discovery-failed',
  'src/discover/kubernetes/watch-pods.ts maxLineBytes':
    'one line of a stream: past it the list is asked for anew',
  'src/scrape/query/query-server.ts maxBytes': 'answer_bytes',
  'src/scrape/query/label-values.ts maxBytes': 'answer_bytes',
  'src/capture/stored/ask-store.ts maxBytes': 'answer_bytes',
  'src/store/bucket/bucket-client.ts maxObjectBytes': 'answer_bytes',
  'src/store/bucket/bucket-client.ts maxListBytes': 'answer_bytes',
  // Refused to the face of who asks, with a sentence; nothing of it is kept.
  'src/serve/guard-connections.ts mostAtOnce': 'requests of one connection at once: it is closed',
  'src/serve/capture-route.ts maxBytes': '413',
  'src/model/json-fault.ts most': '413, or a sentence',
  'src/discover/parse-target-groups.ts mostValues': 'told as discovery-failed',
  'src/discover/kubernetes/pods-request.ts mostValues': 'told as discovery-failed',
  'src/capture/stored/ask-store.ts mostValues': 'told as capture-failed',
  'src/serve/snooze-routes.ts maxBytes': '413',
  'src/serve/pages/snooze-forms.ts maxBytes': '413',
  'src/config/to-plain.ts mostNodes': 'a faulty file, said at its line',
  'src/config/to-plain.ts deepest': 'a faulty file, said at its line',
  'src/config/to-plain.ts mostFaults': 'faults that are listed',
  'src/config/yaml-source.ts longest': 'a faulty file',
  'src/config/yaml-source.ts mostFaults': 'faults that are listed',
  'src/config/series-notation.ts mostSteps': 'a faulty file, said at its line',
  // How work is cut to pieces, or for how long it is tried: more work is more pieces.
  'src/watch/capture-costs.ts mostOfLikely': 'plan',
  'src/watch/why-too-early.ts maxPause': 'pause',
  'src/watch/compare-captures.ts maxCompared': 'which captures are compared (`selectCaptures`)',
  'src/serve/pulse.ts mostMissed': 'health',
  'src/incident/plan-capture.ts maxSuspicionCaptures': 'plan',
  'src/incident/step.ts mostAsked': 'plan',
  'src/discover/process/listening-ports.ts most': 'ports that are tried',
  'src/scrape/query/series-batches.ts mostValues': 'piece of a query',
  'src/scrape/query/feed-plan.ts mostRawSeries': 'which plan',
  'src/scrape/query/feed-plan.ts mostWholeSeries': 'which plan',
  'src/scrape/query/series-history.ts mostPoints': 'piece of a query',
  'src/scrape/query/series-history.ts mostTries': 'tries',
  'src/scrape/query/answer-rows.ts mostBefore': 'piece of an answer',
  'src/scrape/query/answer-rows.ts mostRowLabels': 'piece of an answer',
  'src/store/bucket/bucket-client.ts maxPages': 'pieces of a list',
  'src/store/put-capture.ts maxAttempts': 'tries for a free name',
  'src/store/workload-records.ts mostBytes': 'a record of our own that was damaged',
  'src/cli/backtest.ts mostFailures': 'a command that somebody looks at',
  'src/incident/plan-recording.ts mostBusy': 'plan',
  'src/scrape/reading-of-metrics.ts largest': 'a figure beyond it is none',
};

/** Times are no limits: nothing fills them. */
const called =
  /^(?:export )?const ((?:most|max|longest|largest|deepest)\w*?)(?<!Ms)(?:: [^=]+)? = (.*)$/gm;

/** `FILE NAME` of each constant that bounds something and is no entry of the table. */
function constantsBeside(): string[] {
  return readdirSync('src', { recursive: true, encoding: 'utf8' })
    .map((path) => `src/${path}`)
    .filter((path) => path.endsWith('.ts') && !notWatching.test(path))
    .flatMap((path) =>
      [...readFileSync(path, 'utf8').matchAll(called)]
        .filter(([, , value = '']) => !/\blimits\.\w+\.most\b/.test(value))
        .map(([, name]) => `${path} ${name}`),
    );
}

test('each constant that bounds something is in the table, or it is said why not', () => {
  expect(constantsBeside().toSorted()).toEqual(Object.keys(without).toSorted());
});

describe('ARCHITECTURE.md', () => {
  const [, after = ''] = readFileSync('ARCHITECTURE.md', 'utf8').split('\n## Limits\n');
  const [section = ''] = after.split('\n## ');
  const listed = [...section.matchAll(/^\|.*\| `(\w+)` \|$/gm)].flatMap(([, name = '']) =>
    name === 'limit' ? [] : [name],
  );

  test('lists every limit once', () => {
    expect(listed.toSorted()).toEqual(Object.keys(limits).toSorted());
  });
});

test('names tell the unit, and of each it is said what happens past it', () => {
  for (const [name, { what, past }] of Object.entries(limits)) {
    expect(name).toMatch(/^[a-z]+(_[a-z]+)+$|^[a-z]+$/);
    expect(what).toMatch(/^[A-Z].*\.$/);
    expect(past).toMatch(/^\S.*[^.]$/);
  }
});
