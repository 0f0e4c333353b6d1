/** A bound on what grows with others: peers, targets, readers, time. */
export type Limit = {
  /** Where the configuration says nothing else; `null`: only it says. In bytes where the name ends so, else how many. */
  readonly most: number | null;
  readonly what: string;
  /** What happens past it. */
  readonly past: string;
};

const KiB = 1024;
const MiB = 1024 ** 2;

/**
 * Every limit of a process that runs for months, by the name that `sawtooth_limit` and `sawtooth_limit_used` have for
 * it. ARCHITECTURE.md (Limits) lists them for people.
 */
export const limits = {
  // What is watched.
  targets_of_job: {
    // Twice as many as the tests of discovery have; a minute apart 330 scrapes a second, of a thousand that a core carries.
    most: 20_000,
    what: 'Targets of one job (target_limit).',
    past: 'the rest are not watched, which is said',
  },
  labels_of_target: {
    // A pod's own labels and annotations, all of them mapped, are some dozens.
    most: 256,
    what: 'Labels of one target (label_limit).',
    past: 'that target is refused with a sentence',
  },
  label_bytes_of_target: {
    most: 64 * KiB,
    what: 'Names and values of the labels of one target: every event carries them.',
    past: 'that target is refused with a sentence',
  },
  page_bytes: {
    // Large exporters serve some 10 MiB.
    most: 64 * MiB,
    what: 'A metrics page after unpacking (body_size_limit).',
    past: 'the target is down, with a sentence',
  },
  page_samples: {
    // At a hundred bytes a line these nearly fill body_size_limit; of tiny lines it holds millions, 100 bytes of heap each.
    most: 500_000,
    what: 'Samples of a metrics page (sample_limit).',
    past: 'the target is down, with a sentence: half a page would look like a cure',
  },
  labels_of_sample: {
    // Prometheus' own limits are set near 60 where they are set.
    most: 256,
    what: 'Labels of one sample that is read.',
    past: 'the page is refused with the line that has more',
  },
  answer_bytes: {
    most: null,
    what: 'The answer of a peer (page, profile, API server, store, silences), each with its own cap; the nearest to it.',
    past: 'it is not read further, and a sentence says so',
  },
  query_series: {
    most: null,
    what: 'Series of one metrics store (max_series).',
    past: 'whole workloads are left out, which is said',
  },
  instances_of_workload: {
    // Larger Deployments are rare; at 2 to 20 KiB each these are some MiB.
    most: 512,
    what: 'Processes of one workload that are watched at once.',
    past: 'one more is not watched until another has ended or has been silent for ten minutes',
  },
  workloads_with_series: {
    // Up to seven series each: a server that scrapes us must be able to keep them.
    most: 2_000,
    what: 'Workloads that have series of their own on /metrics.',
    past: 'those that leak come first; sawtooth_workloads_left_out',
  },
  workloads_gone: {
    most: 2_000,
    what: 'Workloads without a target that are remembered, 10 KiB each, for a day.',
    past: 'those go that were gone longer than they were known, never with an incident that goes on',
  },
  // Captures and what becomes of them.
  captures_in_flight: {
    most: 4,
    what: 'Captures under way, one a target: each holds a whole profile in memory.',
    past: 'they wait',
  },
  captures_waiting: {
    most: 256,
    what: 'Captures that wait or are under way.',
    past: 'a webhook is told 503, with Retry-After',
  },
  captures_of_incident: {
    // What one diff looks at, of each of the three kinds, and as many again.
    most: 144,
    what: 'Captures that one incident keeps, which are not deleted while it goes on.',
    past: 'those stay that its diffs are between, the first, what its diffs looked at, then the newest',
  },
  profile_bytes: {
    most: 256 * MiB,
    what: 'A profile after unpacking; 32 times its bytes where that is less, and 32 MiB always.',
    past: 'it is not read, and a sentence says so',
  },
  compare_bytes: {
    // Some 500,000 stacks.
    most: 512 * MiB,
    what: 'Memory of the process that compares profiles.',
    past: 'that process ends, with a sentence and without a culprit',
  },
  viewers_waiting: {
    most: 4,
    what: 'Reports and differences for people that wait their turn.',
    past: 'they are told to ask again',
  },
  uploads_waiting: {
    most: 20_000,
    what: 'Names of captures and incidents that have not reached the bucket; they are on disk.',
    past: 'the hourly comparison finds them',
  },
  // Who is told, and who asks.
  notifications_waiting: {
    // As many alerts as Prometheus keeps for an Alertmanager.
    most: 10_000,
    what: 'Incidents that wait for one receiver, of each the newest state.',
    past: 'the one that waits longest is put off for a minute, which is said',
  },
  snoozes: {
    most: 1_000,
    what: 'Snoozes at once.',
    past: 'the oldest ends',
  },
  connections: {
    // Prometheus' default for --web.max-connections.
    most: 512,
    what: 'Connections to the HTTP server.',
    past: 'one more is closed unheard',
  },
  event_streams: {
    most: 100,
    what: 'Readers of /api/v1/events.',
    past: '503, with Retry-After',
  },
  events_waiting: {
    most: 1_000,
    what: 'Events that wait for one reader of them.',
    past: 'its stream ends',
  },
  page_readers: {
    most: 200,
    what: 'Readers of pages that follow what changes.',
    past: '503, with Retry-After',
  },
  listed_entries: {
    // 10,000 targets are some 20 MB.
    most: 10_000,
    what: 'Entries of an answer of the API that asks for no number.',
    past: 'a warning says how many are left',
  },
  passwords_waiting: {
    most: 16,
    what: 'Passwords that are being tried, one at a time.',
    past: '503, with Retry-After',
  },
  webhook_bytes: {
    // 10,000 alerts of a kilobyte and a half.
    most: 16 * MiB,
    what: 'The body of a webhook.',
    past: '413',
  },
  webhook_bodies: {
    most: 4,
    what: 'Bodies of webhooks that are read at once.',
    past: '503, with Retry-After',
  },
  webhook_alerts: {
    // Each costs some tens of microseconds, and a group that is larger is no group of anybody's.
    most: 10_000,
    what: 'Alerts in one body of a webhook.',
    past: 'the rest are not acted upon, and counted in the answer',
  },
  targets_of_alert: {
    // An alert on a whole job must not stop its every replica.
    most: 20,
    what: 'Targets that one alert of others has captured.',
    past: 'the others are not captured',
  },
  alerts_remembered: {
    // Several bodies of the largest kind.
    most: 50_000,
    what: 'Alerts of others that were acted upon, for a month.',
    past: 'the one that was seen longest ago is forgotten',
  },
  log_lines_remembered: {
    most: 5_000,
    what: 'Lines of the log that are said once a minute.',
    past: 'the oldest of them may be said again',
  },
  // The store.
  records_waiting: {
    // Far above what fires in a fleet at once.
    most: 10_000,
    what: 'Records that wait for room on the disk.',
    past: 'the oldest is lost, which is said',
  },
  exports_waiting: {
    most: 10_000,
    what: 'Incidents whose files for people are still to be written; the book has them.',
    past: 'the next start writes them',
  },
  workloads_stored: {
    most: 10_000,
    what: 'Workloads without a target of which the book knows something, as of the last hourly sweep.',
    past: 'the oldest go; one that is watched never does',
  },
  book_log_bytes: {
    most: 64 * MiB,
    what: 'The log of sawtooth.db: what is not in it yet.',
    past: 'states of workloads wait, incidents do not',
  },
  storage_bytes: {
    most: null,
    what: 'What the store takes on disk (storage.retention_size).',
    past: 'the oldest and least useful go first',
  },
} as const satisfies Readonly<Record<string, Limit>>;

export type LimitName = keyof typeof limits;

/** How much of a limit is used, in its own unit; `most` where it is not the table's. */
export type LimitUse = {
  readonly limit: LimitName;
  readonly used: number;
  readonly most?: number;
};

/** Told how much of a limit is used, whenever that may be the most for a while. */
export type NoteUse = (use: LimitUse) => void;
