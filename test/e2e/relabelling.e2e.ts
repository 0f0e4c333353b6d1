// biome-ignore-all lint/suspicious/noTemplateCurlyInString: the templates of Go's regexp have these.
import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { withoutCredentials } from '../../src/render/without-credentials.ts';
import { freePort, has, runToEnd } from './support/programs.ts';
import { type Served, serve } from './support/serve.ts';

const hasPrometheus = await has('prometheus', '--version');
const jobs = 120;
const seed = Number(process.env['SEED'] ?? 17_432);

/** A number below `below`, the next of a sequence that a seed gives (Lehmer's generator). */
function dice(from: number) {
  let state = (from % 2_147_483_646) + 1;
  return (below: number) => {
    state = (state * 48_271) % 2_147_483_647;
    return state % below;
  };
}

type Dice = ReturnType<typeof dice>;

const pick = <T>(roll: Dice, among: readonly T[]): T => among[roll(among.length)] as T;

const words = ['shop', 'Cart', 'pay-v2', 'a.b/c', 'über', 'x;y', '', '7', 'true', '$1', 'a b'];
const olderNames = ['env', 'team', '__meta_one', '__tmp_two', 'zone', 'Pod', '_x1'];
/** From version 3 on any text is the name of a label. */
const isThree = hasPrometheus && (await majorVersion()) >= 3;
const names = isThree ? [...olderNames, 'k8s.pod.name', 'über x'] : olderNames;

/** Groups of targets with labels of all sorts. */
function groups(roll: Dice): object[] {
  return Array.from({ length: 5 }, (_, group) => ({
    targets: Array.from({ length: 3 }, (_, i) => `10.0.${group}.${i}:${8000 + roll(5)}`),
    labels: Object.fromEntries(
      names.filter(() => roll(3) > 0).map((name) => [name, pick(roll, words)]),
    ),
  }));
}

const regexes = [
  '(.*)',
  '.*',
  '',
  '([a-z]+)(.*)',
  '(?i)SHOP|cart',
  '(?P<first>\\w+)-?(.*)',
  '[^;]*;(.*)',
  '(.+):(\\d+)',
  '[[:alpha:]]+',
  '\\pL+',
  'a|b|shop',
  '(a)?(.+)',
  '\\d{1,3}\\..*',
  'x?',
];
const replacements = [
  '$1',
  '$2-$1',
  'fixed',
  '',
  '$$',
  'a${1}b',
  '$first',
  '${first}x$9',
  '$1x',
  '$',
];

/** One rule; which it is, and all in it, is rolled. */
function rule(roll: Dice): Record<string, unknown> {
  const source_labels = [...names, '__address__', 'job'].filter(() => roll(4) === 0);
  const target_label = pick(roll, [...names, 'instance', '__param_x', '__metrics_path__', 'new']);
  const regex = pick(roll, regexes);
  switch (roll(13)) {
    case 0:
      return { action: 'keep', source_labels, regex: pick(roll, ['.*', '.+', '[^7]*', regex]) };
    case 1:
      return { action: 'drop', source_labels, regex: pick(roll, ['7.*', 'x.+', '.*true', regex]) };
    case 2:
      return { action: 'dropequal', source_labels: [pick(roll, names)], target_label: 'zone' };
    case 3:
      return { action: 'keepequal', source_labels: ['job'], target_label: 'job' };
    case 4:
      return { action: 'hashmod', source_labels, target_label, modulus: 1 + roll(1000) };
    case 5:
      return { action: 'labelmap', regex: '__meta_(.+)', replacement: pick(roll, ['$1', 'm_$1']) };
    case 6:
      return { action: 'labeldrop', regex: pick(roll, ['env|team', 'z.*', '__tmp_.*', 'P.+']) };
    case 7:
      return { action: 'labelkeep', regex: '__.*|job|instance|env|zone|new' };
    case 8:
      return { action: pick(roll, ['lowercase', 'uppercase']), source_labels, target_label };
    case 9:
      return {
        source_labels: ['__address__'],
        regex: '(.+):(\\d+)',
        target_label: '__address__',
        replacement: pick(roll, ['$1:7001', '127.0.0.1:$2']),
      };
    case 10:
      return {
        target_label: '__scrape_interval__',
        replacement: pick(roll, ['2h', '1h30m', '1x']),
      };
    default:
      return {
        source_labels,
        regex,
        target_label: pick(roll, [target_label, 'l_$1', target_label]),
        replacement: pick(roll, replacements),
        ...(roll(4) === 0 ? { separator: pick(roll, ['', '/', '-']) } : {}),
      };
  }
}

/** What both are asked to scrape: the same file, the same rules. */
function config(file: string) {
  return {
    global: { scrape_interval: '3h', scrape_timeout: '10s' },
    scrape_configs: Array.from({ length: jobs }, (_, i) => {
      const roll = dice(seed * 1000 + i);
      return {
        job_name: `job-${i}`,
        file_sd_configs: [{ files: [file] }],
        ...(roll(3) === 0 ? { params: { x: ['one', 'two'], y: ['z'] } } : {}),
        relabel_configs: Array.from({ length: 1 + roll(6) }, () => rule(roll)),
      };
    }),
  };
}

type Labels = Readonly<Record<string, string>>;
type OfPrometheus = {
  readonly data: {
    readonly activeTargets: readonly {
      readonly labels: Labels;
      readonly scrapeUrl: string;
      readonly scrapePool: string;
      readonly scrapeInterval: string;
    }[];
    readonly droppedTargets: readonly { readonly discoveredLabels: Labels }[];
  };
};
type OfSawtooth = {
  readonly data: {
    readonly activeTargets: readonly {
      readonly labels: Labels;
      readonly scrapeUrl: string;
      readonly scrapeIntervalSeconds: number;
    }[];
    readonly droppedTargetCounts: Readonly<Record<string, number>>;
  };
};

const sorted = (labels: Labels) => JSON.stringify(Object.entries(labels).toSorted());

async function majorVersion(): Promise<number> {
  const { stdout, stderr } = await runToEnd('prometheus', ['--version']);
  return Number(/version (\d+)/.exec(stdout + stderr)?.[1]);
}

/** What both are asked, beside a Prometheus that knows the older names alone. */
function withOlderNames(both: ReturnType<typeof config>): object {
  return { ...both, global: { ...both.global, metric_name_validation_scheme: 'legacy' } };
}

describe.skipIf(!hasPrometheus)('relabelling, beside a real Prometheus', () => {
  let folder = '';
  let prometheus: ChildProcess;
  let url = '';
  let ours: Served;

  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'sawtooth-relabel-e2e-'));
    const file = join(folder, 'targets.json');
    await writeFile(file, JSON.stringify(groups(dice(seed))));
    const configFile = join(folder, 'both.yml');
    // JSON is YAML.
    const both = config(file);
    await writeFile(configFile, JSON.stringify(isThree ? both : withOlderNames(both)));
    const theirFile = join(folder, 'theirs.yml');
    await writeFile(theirFile, JSON.stringify(both));
    const port = await freePort();
    url = `http://127.0.0.1:${port}`;
    prometheus = spawn(
      'prometheus',
      [
        `--config.file=${theirFile}`,
        `--storage.tsdb.path=${join(folder, 'data')}`,
        `--web.listen-address=127.0.0.1:${port}`,
        // What version 3 always does: an address stays as it is.
        '--enable-feature=no-default-scrape-port',
      ],
      { stdio: 'ignore' },
    );
    ours = await serve(['--config.file', configFile, '--storage.path', join(folder, 'store')]);
  });

  afterAll(async () => {
    prometheus.kill('SIGKILL');
    await ours.stop();
    await rm(folder, { recursive: true, force: true });
  });

  async function targetsOfPrometheus(): Promise<OfPrometheus['data']> {
    let before = -1;
    for (let tries = 0; tries < 120; tries++) {
      const answer = await fetch(`${url}/api/v1/targets`).catch(() => null);
      const { data } = answer?.ok ? ((await answer.json()) as OfPrometheus) : { data: null };
      const count = (data?.activeTargets.length ?? 0) + (data?.droppedTargets.length ?? 0);
      if (data !== null && count > 0 && count === before) return data;
      before = count;
      await new Promise((done) => setTimeout(done, 2000));
    }
    throw new Error(`${url} has no targets after 240 s`);
  }

  test(`gives the same targets for ${jobs} jobs with rules that a seed rolled (SEED=${seed})`, async () => {
    const theirs = await targetsOfPrometheus();
    const { data: mine } = (await ours.get('/api/v1/targets')) as OfSawtooth;
    const theirSets = new Map(theirs.activeTargets.map((one) => [sorted(one.labels), one]));
    const mySets = new Map(mine.activeTargets.map((one) => [sorted(one.labels), one]));
    expect(theirSets.size).toBeGreaterThan(jobs);
    const onlyOf = (a: ReadonlyMap<string, unknown>, b: ReadonlyMap<string, unknown>) =>
      [...a.keys()].filter((labels) => !b.has(labels));
    expect({ mine: onlyOf(mySets, theirSets), theirs: onlyOf(theirSets, mySets) }).toEqual({
      mine: [],
      theirs: [],
    });
    for (const [labels, { scrapeUrl, scrapeIntervalSeconds }] of mySets) {
      const same = theirs.activeTargets.filter((one) => sorted(one.labels) === labels);
      // Two of Prometheus' targets may have the same labels and differ in what is asked.
      // Ours does not show what may be a token.
      const shown = same.map((one) => withoutCredentials(one.scrapeUrl));
      expect(shown).toContain(new URL(scrapeUrl).href);
      expect(same.map((one) => secondsOf(one.scrapeInterval))).toContain(scrapeIntervalSeconds);
    }
    // Debian's version forgets the job of some.
    const dropped = Object.values(mine.droppedTargetCounts).reduce((sum, count) => sum + count, 0);
    expect(dropped).toBe(theirs.droppedTargets.length);
  });
});

function secondsOf(duration: string): number {
  const [, hours = 0, minutes = 0] = /^(?:(\d+)h)?(?:(\d+)m)?$/.exec(duration) ?? [];
  return Number(hours) * 3600 + Number(minutes) * 60;
}
