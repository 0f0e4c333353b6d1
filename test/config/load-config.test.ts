import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { loadConfig, type Surroundings } from '../../src/config/load-config.ts';
import { failure, success } from '../../src/model/result.ts';

const files: Readonly<Record<string, string>> = {
  '/etc/sawtooth/hook-key': '  k3y\n',
  '/run/secrets/pass': 'pa55\n',
  '/run/secrets/url': 'http://127.0.0.1:8080/hook\n',
  '/run/secrets/not-a-url': 'hunter2',
};

const world: Surroundings = {
  readFile: (path) => {
    const text = files[path];
    return text === undefined
      ? failure(`cannot read ${path}: there is no such file`)
      : success(text);
  },
  glob: (pattern) => {
    if (pattern === '/etc/sawtooth/rules/*.yaml') {
      return ['a', 'a.test', 'b'].map((name) => `/etc/sawtooth/rules/${name}.yaml`);
    }
    return pattern === '/etc/sawtooth/own.yaml' ? [pattern] : [];
  },
};

const load = (text: string) => loadConfig('/etc/sawtooth/sawtooth.yaml', text, world);

describe('a configuration that is right', () => {
  test('has every default filled in', () => {
    expect(
      load('scrape_configs: [{ job_name: a, static_configs: [{ targets: ["h:1"] }] }]'),
    ).toEqual({
      problems: [],
      ruleFiles: [],
      config: {
        scrapeIntervalMs: 15_000,
        scrapeTimeoutMs: 10_000,
        externalLabels: {},
        ruleFiles: [],
        scrapeConfigs: [
          {
            jobName: 'a',
            source: null,
            scheme: 'http',
            metricsPath: '/metrics',
            params: {},
            scrapeIntervalMs: 15_000,
            scrapeTimeoutMs: 10_000,
            bodySizeLimitBytes: 64 * 1024 ** 2,
            sampleLimit: 0,
            staticTargets: [{ address: 'h:1', labels: {} }],
            discovery: [],
            relabel: [],
            metricRelabel: [],
            targetLimits: { targets: 0, labels: 0, labelNameLength: 0, labelValueLength: 0 },
            limitBytes: null,
            workloadLabels: ['job'],
            profiles: null,
            http: { headers: {} },
          },
        ],
        queryConfigs: [],
        processConfigs: [],
        recorder: null,
        receivers: [],
        storage: {
          path: './sawtooth-data',
          retentionTimeMs: 15 * 86_400_000,
          retentionSizeBytes: 2 * 1024 ** 3,
        },
      },
    });
  });

  test('may be empty', () => {
    expect(load('').problems).toEqual([]);
    expect(load('# nothing yet\n').config?.scrapeConfigs).toEqual([]);
  });

  test('has its fields where they belong', () => {
    const { config, problems } = load(`
global: { scrape_interval: 5s, external_labels: { cluster: 0123, no: "null", empty: } }
rule_files: [rules/*.yaml, own.yaml, own.yaml]
scrape_configs:
  - job_name: checkout
    source: pprof
    scheme: https
    static_configs:
      - { targets: ["127.0.0.1:2112", "[::1]:2112"], labels: { team: shop } }
    scrape_interval: 1m
    scrape_timeout: 30s
    limit: 512MiB
    workload_labels: [job, container]
    params: { module: [a, b] }
    basic_auth: { username: 0123, password_file: /run/secrets/pass }
    tls_config: { server_name: x, insecure_skip_verify: true }
    http_headers: { X-Team: { values: [a], secrets: [b], files: [/run/secrets/pass] } }
    proxy_url: http://proxy:3128
    follow_redirects: false
    profiles: { address: "{{host}}:6060", path: /debug/pprof/, kinds: [heap], gc: false, min_interval: 5m }
receivers:
  - name: oncall
    webhook_configs:
      - { url_file: /run/secrets/url, secret_file: hook-key, send_resolved: false, timeout: 3s }
      - { url: "http://h/x", http_config: { authorization: { credentials: t } } }
storage:
  path: data
  retention_time: 1d
  retention_size: 1GB
  captures: { s3: { bucket: heaps, prefix: /eu-1/, access_key_id: id, secret_access_key_file: hook-key } }
shard: { count: 3, by: namespace }
`);
    expect(problems).toEqual([]);
    expect(config).toMatchObject({
      scrapeIntervalMs: 5000,
      // An inherited timeout gives way to a shorter interval.
      scrapeTimeoutMs: 5000,
      externalLabels: { cluster: '0123', no: 'null' },
      ruleFiles: ['a', 'b']
        .map((name) => `/etc/sawtooth/rules/${name}.yaml`)
        .concat('/etc/sawtooth/own.yaml'),
      storage: {
        path: '/etc/sawtooth/data',
        retentionTimeMs: 86_400_000,
        bucket: {
          name: 'heaps',
          endpoint: null,
          prefix: 'eu-1',
          credentials: { accessKeyId: 'id', secretAccessKey: 'k3y' },
          retentionTimeMs: 86_400_000,
        },
      },
      shard: { index: 'auto', count: 3, by: 'namespace' },
    });
    expect(config?.scrapeConfigs[0]).toMatchObject({
      source: 'pprof',
      scrapeIntervalMs: 60_000,
      scrapeTimeoutMs: 30_000,
      staticTargets: [
        { address: '127.0.0.1:2112', labels: { team: 'shop' } },
        { address: '[::1]:2112', labels: { team: 'shop' } },
      ],
      limitBytes: 512 * 1024 ** 2,
      params: { module: ['a', 'b'] },
      profiles: {
        address: '{{host}}:6060',
        path: '/debug/pprof',
        kinds: ['heap'],
        gc: false,
        minIntervalMs: 300_000,
      },
      http: {
        headers: { 'X-Team': 'a, b, pa55' },
        basicAuth: { username: '0123', password: 'pa55' },
        tls: { serverName: 'x', insecureSkipVerify: true },
        proxyUrl: 'http://proxy:3128',
      },
    });
    expect(config?.receivers).toEqual([
      {
        kind: 'webhook',
        files: { url: '/run/secrets/url', secret: '/etc/sawtooth/hook-key' },
        name: 'oncall/webhook-1',
        placeOf: 'oncall',
        url: 'http://127.0.0.1:8080/hook',
        secret: 'k3y',
        sendResolved: false,
        timeoutMs: 3000,
        http: { headers: {} },
      },
      {
        kind: 'webhook',
        name: 'oncall/webhook-2',
        placeOf: 'oncall',
        url: 'http://h/x',
        secret: null,
        sendResolved: true,
        timeoutMs: 10_000,
        http: { headers: {}, authorization: 'Bearer t' },
      },
    ]);
  });

  test('names receivers of every kind, their secrets in files', () => {
    const key = 'R0123456789abcdef0123456789ABCDE'.slice(0, 32);
    const { config, problems } = load(`receivers:
  - name: oncall
    alertmanager_configs:
      - { url: "http://am-0:9093/" }
      - { url: "http://am-1:9093/alerts/", basic_auth: { username: me, password_file: /run/secrets/pass }, send_resolved: false }
    slack_configs: [{ api_url_file: /run/secrets/url, channel: "#oncall" }]
    pagerduty_configs: [{ routing_key: ${key}, severity: critical, timeout: 3s }]
`);
    expect(problems).toEqual([]);
    const common = { sendResolved: true, timeoutMs: 10_000, http: { headers: {} } };
    expect(config?.receivers).toEqual([
      {
        ...common,
        kind: 'alertmanager',
        name: 'oncall/alertmanager-1',
        placeOf: 'oncall',
        url: 'http://am-0:9093',
      },
      {
        ...common,
        kind: 'alertmanager',
        name: 'oncall/alertmanager-2',
        placeOf: 'oncall',
        url: 'http://am-1:9093/alerts',
        sendResolved: false,
        http: {
          headers: {},
          basicAuth: { username: 'me', password: 'pa55' },
          files: { password: '/run/secrets/pass' },
        },
      },
      {
        ...common,
        kind: 'slack',
        name: 'oncall/slack',
        placeOf: 'oncall',
        url: 'http://127.0.0.1:8080/hook',
        channel: '#oncall',
        files: { url: '/run/secrets/url' },
      },
      {
        ...common,
        kind: 'pagerduty',
        name: 'oncall/pagerduty',
        placeOf: 'oncall',
        url: 'https://events.pagerduty.com/v2/enqueue',
        routingKey: key,
        severity: 'critical',
        timeoutMs: 3000,
      },
    ]);
  });

  test('may name servers that others write to, and how they are asked', () => {
    const { config, problems } = load(`query_configs:
  - { job_name: fleet, url: "http://127.0.0.1:9090", match: '{namespace="shop"}', workload_labels: [pod], limit: 1GiB,
      query_step: 10m, query_interval: 5m, query_offset: 1m, query_timeout: 30s, backfill: 2d, max_series: 5000, profiles: { address: "{{host}}:6060" } }
  - { job_name: all, url: "http://127.0.0.1:9090/prometheus", authorization: { credentials: t } }
`);
    expect(problems).toEqual([]);
    expect(config?.queryConfigs).toEqual([
      {
        jobName: 'fleet',
        url: 'http://127.0.0.1:9090',
        match: 'namespace="shop"',
        workloadLabels: ['pod'],
        limitBytes: 1024 ** 3,
        step: 600_000,
        intervalMs: 300_000,
        offsetMs: 60_000,
        backfillMs: 2 * 86_400_000,
        maxSeries: 5000,
        timeoutMs: 30_000,
        profiles: {
          address: '{{host}}:6060',
          path: '/debug/pprof',
          kinds: ['heap', 'goroutine'],
          gc: true,
          minIntervalMs: 60_000,
        },
        http: { headers: {} },
      },
      {
        jobName: 'all',
        url: 'http://127.0.0.1:9090/prometheus',
        match: '',
        workloadLabels: null,
        limitBytes: null,
        step: 'auto',
        intervalMs: null,
        offsetMs: 30_000,
        backfillMs: 9 * 86_400_000,
        maxSeries: 200_000,
        timeoutMs: 120_000,
        profiles: null,
        http: { headers: {}, authorization: 'Bearer t' },
      },
    ]);
  });

  test('may find its targets elsewhere and relabel them', () => {
    const { config, problems } = load(`
scrape_configs:
  - job_name: pods
    file_sd_configs: [{ files: [targets/*.yml], refresh_interval: 1m }]
    http_sd_configs: [{ url: "http://h/sd", authorization: { credentials: x } }]
    kubernetes_sd_configs:
      - { role: pod, api_server: "https://k/", namespaces: { own_namespace: true, names: [a] }, selectors: [{ role: pod, label: app=x }] }
    relabel_configs:
      - { action: Keep, source_labels: [__meta_x], regex: true }
      - { target_label: a, replacement: "" }
      - { action: hashmod, source_labels: [a], target_label: b, modulus: 18446744073709551615 }
    metric_relabel_configs: [{ action: labeldrop, regex: x }]
    static_configs: [{ targets: [h], labels: { __metrics_path__: /x } }]
    sample_limit: 900
    target_limit: 5
    label_value_length_limit: 9
    allow_link_local: true
`);
    expect(problems).toEqual([]);
    const rule = { action: 'replace', sourceLabels: [], separator: ';', regex: '(.*)' };
    expect(config?.scrapeConfigs[0]).toMatchObject({
      discovery: [
        { kind: 'file', patterns: ['/etc/sawtooth/targets/*.yml'], refreshIntervalMs: 60_000 },
        {
          kind: 'http',
          url: 'http://h/sd',
          refreshIntervalMs: 60_000,
          http: { authorization: 'Bearer x' },
        },
        {
          kind: 'kubernetes',
          apiServer: 'https://k',
          namespaces: ['a'],
          ownNamespace: true,
          labelSelector: 'app=x',
          fieldSelector: '',
        },
      ],
      relabel: [
        { action: 'keep', sourceLabels: ['__meta_x'], regex: 'true' },
        { ...rule, targetLabel: 'a', replacement: '' },
        { action: 'hashmod', modulus: 2n ** 64n - 1n },
      ],
      metricRelabel: [{ action: 'labeldrop', regex: 'x' }],
      staticTargets: [{ address: 'h', labels: { __metrics_path__: '/x' } }],
      targetLimits: { targets: 5, labels: 0, labelNameLength: 0, labelValueLength: 9 },
      http: { allowLinkLocal: true },
    });
  });

  test('may use anchors', () => {
    const { config, problems } = load(`
scrape_configs:
  - { job_name: a, static_configs: &here [{ targets: ["h:1"] }] }
  - { job_name: b, static_configs: *here }
`);
    expect(problems).toEqual([]);
    expect(config?.scrapeConfigs.map(({ staticTargets }) => staticTargets.length)).toEqual([1, 1]);
  });
});

test('any text is the name of a label, unless only the older names are wanted', () => {
  const { config, problems } = load(`
global: { external_labels: { k8s.cluster.name: eu, 'a b': c } }
scrape_configs:
  - job_name: a
    static_configs: [{ targets: ["h:1"], labels: { host.name: h } }]
    relabel_configs: [{ source_labels: [host.name], target_label: 'x.$1' }]
    workload_labels: [k8s.deployment.name]
  - { job_name: b, metric_name_validation_scheme: legacy, static_configs: [], relabel_configs: [{ target_label: a }] }
`);
  expect(problems).toEqual([]);
  expect(config?.externalLabels).toEqual({ 'k8s.cluster.name': 'eu', 'a b': 'c' });
  expect(config?.scrapeConfigs.map(({ relabel }) => relabel[0]?.names)).toEqual(['utf8', 'legacy']);
});

test.each([
  ['', '', undefined],
  ['metric_name_validation_scheme: legacy', '', 'underscores'],
  ['metric_name_validation_scheme: legacy', 'metric_name_validation_scheme: utf8', undefined],
  ['metric_name_escaping_scheme: dots', '', 'dots'],
  ['metric_name_escaping_scheme: dots', 'metric_name_escaping_scheme: values', 'values'],
  ['metric_name_escaping_scheme: dots', 'metric_name_validation_scheme: legacy', 'underscores'],
  [
    'metric_name_escaping_scheme: allow-utf-8',
    'metric_name_validation_scheme: legacy',
    'underscores',
  ],
])('global: { %s } and a job of { %s } ask for names as %s', (global, job, escaping) => {
  const { config, problems } = load(
    `global: { ${global} }\nscrape_configs: [{ job_name: a, static_configs: [], ${job} }]\n`,
  );
  expect(problems).toEqual([]);
  expect(config?.scrapeConfigs[0]?.escaping).toBe(escaping);
});

test.each([
  ['metric_name_validation_scheme: legacy', 'metric_name_escaping_scheme: allow-utf-8', 2],
  [
    'metric_name_validation_scheme: legacy, metric_name_escaping_scheme: allow-utf-8',
    'scrape_interval: 1s',
    1,
  ],
])('global: { %s } and a job of { %s } want names that are not allowed', (global, job, line) => {
  const { problems } = load(
    `global: { ${global} }\nscrape_configs: [{ job_name: a, static_configs: [], ${job} }]\n`,
  );
  expect(problems).toEqual([
    expect.objectContaining({
      severity: 'error',
      line,
      message: expect.stringContaining('write underscores, dots or values'),
    }),
  ]);
});

test('a selector and the label of shards may have any names', () => {
  const match = String.raw`{"k8s.namespace.name"="a,\"b",c=~'d,',"e" != ${'`,"x",`'}}`;
  const { config, problems } = load(
    `shard: { index: 0, count: 2, by: k8s.namespace.name }\nquery_configs: [{ job_name: a, url: "http://h", match: ${JSON.stringify(match)} }]\n`,
  );
  expect(problems).toEqual([]);
  expect(config?.queryConfigs[0]?.match).toBe(match.slice(1, -1));
  expect(config?.shard?.by).toBe('k8s.namespace.name');
});

describe('a configuration that is wrong', () => {
  const check = (text: string, expected: readonly string[]) => {
    const { config, problems } = load(text);
    expect(
      problems.map(
        ({ line, column, severity, message }) => `${line}:${column} ${severity}: ${message}`,
      ),
    ).toEqual(expected);
    expect(config === undefined).toBe(problems.some(({ severity }) => severity === 'error'));
  };
  const job = (rest: string) =>
    `scrape_configs:\n  - job_name: a\n    static_configs: [{ targets: [h] }]\n    ${rest}\n`;
  const at = 'scrape_configs[0]';

  const table: readonly { name: string; text: string; problems: readonly string[] }[] = [
    {
      name: 'an unknown field with a near name',
      text: job('scrape_intervall: 5s'),
      problems: [
        `4:5 error: ${at}.scrape_intervall: unknown field (did you mean scrape_interval?)`,
      ],
    },
    {
      name: 'an unknown field without one',
      text: 'storage: { colour: red }',
      problems: [
        '1:12 error: storage.colour: unknown field; known here: path, retention_time, retention_size, captures',
      ],
    },
    {
      name: 'two unknown fields at once',
      text: 'globel: {}\nscrape_config: []\n',
      problems: [
        '1:1 error: globel: unknown field (did you mean global?)',
        '2:1 error: scrape_config: unknown field (did you mean scrape_configs?)',
      ],
    },
    {
      name: 'a fraction in a duration',
      text: job('scrape_interval: 1.5h'),
      problems: [
        `4:22 error: ${at}.scrape_interval: "1.5h" is no duration: whole numbers without spaces, the longest unit first; write 1h30m`,
      ],
    },
    {
      name: 'an interval of nothing',
      text: job('scrape_interval: 0s'),
      problems: [
        `4:22 error: ${at}.scrape_interval: it must be longer than 0`,
        // Both at once.
      ],
    },
    {
      name: 'a limit without a unit',
      text: job('limit: 512'),
      problems: [
        `4:12 error: ${at}.limit: "512" is no size: it needs a unit, as in 512B or 512MiB`,
      ],
    },
    {
      name: 'a word that is not in the set',
      text: job('source: prof'),
      problems: [
        `4:13 error: ${at}.source: got "prof"; allowed: metrics, pprof (did you mean pprof?)`,
      ],
    },
    {
      name: 'a list where a mapping is needed, a text where a list is',
      text: 'global: [1]\nrule_files: x\n',
      problems: [
        '1:9 error: global: got a list; needs a mapping of fields',
        '2:13 error: rule_files: got "x"; needs a list of paths or patterns',
      ],
    },
    {
      name: 'a text for the whole',
      text: 'hello',
      problems: ['1:1 error: got "hello"; needs a mapping of fields'],
    },
    {
      name: 'no name',
      text: 'scrape_configs:\n  - static_configs: [{ targets: [h] }]\n  - job_name:\n    static_configs: []\n',
      problems: [
        '2:5 error: scrape_configs[0].job_name: is missing; needs the name of the job',
        '3:14 error: scrape_configs[1].job_name: is missing; needs the name of the job',
      ],
    },
    {
      name: 'a name that comes twice',
      text: `${job('')}  - job_name: a\n    static_configs: []\n`,
      problems: [
        '5:15 error: scrape_configs[1].job_name: "a" is the name of an earlier one; names must differ',
      ],
    },
    {
      name: 'a field that is set twice, and something else',
      text: 'global: {}\nglobal: {}\nstorge: {}\n',
      problems: [
        '2:1 error: YAML cannot be read here: this field is set twice; keep one of them',
        '3:1 error: storge: unknown field (did you mean storage?)',
      ],
    },
    {
      name: 'a URL, a path and nothing as targets',
      text: 'scrape_configs:\n  - job_name: a\n    static_configs: [{ targets: ["http://h:1/", "h/metrics", "h:99999", ""] }]\n',
      problems: [
        `3:34 error: ${at}.static_configs[0].targets[0]: a target is host:port without a scheme or a path; use the fields scheme and metrics_path`,
        `3:49 error: ${at}.static_configs[0].targets[1]: a target is host:port without a path; use metrics_path`,
        `3:62 error: ${at}.static_configs[0].targets[2]: a target is host:port with a port from 0 to 65535, IPv6 in brackets: [::1]:2112`,
        `3:73 error: ${at}.static_configs[0].targets[3]: a target is host:port, such as 127.0.0.1:2112`,
      ],
    },
    {
      name: 'a job without a target',
      text: 'scrape_configs: [{ job_name: a }]',
      problems: [
        `1:18 warning: ${at}: has neither static_configs nor another way to find targets, and so no target`,
      ],
    },
    {
      name: 'names of labels',
      text: 'global: { external_labels: { a-b: x, __c: x, "": x } }',
      problems: [
        '1:43 error: global.external_labels.__c: names that start with __ are kept for internal use',
        '1:46 error: global.external_labels."": a label\'s name must not be empty',
      ],
    },
    {
      name: 'names of labels where only the older ones are wanted',
      text: 'global: { metric_name_validation_scheme: legacy, external_labels: { a-b: x } }',
      problems: [
        "1:69 error: global.external_labels.a-b: a label's name is letters, digits and _, such as a_b (metric_name_validation_scheme is legacy)",
      ],
    },
    {
      name: 'a timeout longer than the interval',
      text: job('scrape_timeout: 20s'),
      problems: [
        `4:21 error: ${at}.scrape_timeout: is longer than the scrape interval (15s); at most one scrape is under way`,
      ],
    },
    {
      name: 'servers to query',
      text: `query_configs:\n  - { job_name: a, url: x, match: up, profiles: { pyroscope: {} }, query_step: 5s, max_series: 0.5 }\n  - { job_name: a }\n`,
      problems: [
        '2:25 error: query_configs[0].url: it must be a whole http or https URL, such as http://127.0.0.1:8080/hook',
        '2:35 error: query_configs[0].match: up is no selector; write it like {namespace="shop",container!="istio-proxy"}',
        '2:62 error: query_configs[0].profiles.pyroscope.url: is missing; needs an http or https URL',
        '2:80 error: query_configs[0].query_step: the least value of less than a minute is hardly less than each; write raw',
        '2:96 error: query_configs[0].max_series: it must be a whole number',
        '3:5 error: query_configs[1].url: is missing; needs an http or https URL',
        '3:17 error: query_configs[1].job_name: "a" is the name of an earlier one; names must differ',
      ],
    },
    {
      name: 'what this version cannot do yet',
      text: `shard: { index: 2, count: 2 }\n${job('sample_limit: many')}    consul_sd_configs: []\n    oauth2: {}\n    profiles: { pyroscope: {} }\nreceivers: [{ slack_configs: [] }]\nalerting: {}\nstorage: { captures: { s3: {} } }\n`,
      problems: [
        '1:17 error: shard.index: shard 2 of 2 would watch nothing: they are counted from 0 to 1',
        `5:19 error: ${at}.sample_limit: it must be a whole number from 0 on`,
        `6:5 error: ${at}.consul_sd_configs: targets are found by static_configs, file_sd_configs, http_sd_configs and kubernetes_sd_configs; have a program write a file for file_sd_configs`,
        `7:5 error: ${at}.oauth2: this version cannot do OAuth 2.0 yet; use authorization`,
        `8:28 error: ${at}.profiles.pyroscope.url: is missing; needs an http or https URL`,
        '9:13 warning: receivers[0]: tells nobody: it has none of webhook_configs, alertmanager_configs, slack_configs, pagerduty_configs, kubernetes_event_configs',
        '10:1 error: alerting: Alertmanager is told by a receiver; write receivers: [{ alertmanager_configs: [{ url: … }] }]',
        '11:28 error: storage.captures.s3.bucket: is missing; needs the name of the bucket',
      ],
    },
    {
      name: 'a bucket that cannot be used',
      text: 'storage: { captures: { s3: { bucket: a/b, access_key_id: x, prefix: "a b", endpoint: host:9000 } } }',
      problems: [
        '1:28 error: storage.captures.s3: access_key_id is given without secret_access_key_file; set both',
        '1:38 error: storage.captures.s3.bucket: a bucket is named with letters, digits, dots and dashes',
        '1:69 error: storage.captures.s3.prefix: a prefix is made of letters, digits, . _ - and /',
        '1:86 error: storage.captures.s3.endpoint: it must be a whole http or https URL, such as http://127.0.0.1:8080/hook',
      ],
    },
    {
      name: 'relabelling',
      text: job(
        `metric_name_validation_scheme: legacy
    relabel_configs:
      - { action: Keep, source_labels: [""], regex: "a(b" }
      - { action: kep, modulus: 0 }
      - { action: hashmod, source_labels: [a] }
      - { target_label: a-b }
      - { action: labeldrop, regex: x, target_label: y }
      - { action: labelmap, regex: x, replacement: a-b }
      - { action: keepequal, source_labels: [a], target_label: b, regex: x }`,
      ),
      problems: [
        `6:40 error: ${at}.relabel_configs[0].source_labels[0]: a label's name must not be empty`,
        `6:53 error: ${at}.relabel_configs[0].regex: is no regular expression: error parsing regexp: missing closing ): \`^(?s:a(b)$\``,
        `7:19 error: ${at}.relabel_configs[1].action: got "kep"; allowed: replace, keep, drop, keepequal, dropequal, hashmod, labelmap, labeldrop, labelkeep, lowercase, uppercase (did you mean keep?)`,
        `7:33 error: ${at}.relabel_configs[1].modulus: it must be a whole number above 0, below 2^64`,
        `8:9 error: ${at}.relabel_configs[2]: hashmod needs target_label`,
        `8:9 error: ${at}.relabel_configs[2]: hashmod needs modulus`,
        `9:25 error: ${at}.relabel_configs[3].target_label: a label's name is letters, digits and _, such as a_b (metric_name_validation_scheme is legacy)`,
        `10:40 error: ${at}.relabel_configs[4].target_label: means nothing to labeldrop`,
        `11:52 error: ${at}.relabel_configs[5].replacement: a label's name is letters, digits and _, such as a_b (metric_name_validation_scheme is legacy)`,
        `12:67 error: ${at}.relabel_configs[6].regex: means nothing to keepequal`,
      ],
    },
    {
      name: 'ways to find targets',
      text: job(
        `file_sd_configs: [{ files: [a.txt, "*/b.json"] }, {}]
    http_sd_configs: [{ url: h, refresh_interval: 0 }, { url: "http://h", basic_auth: {}, authorization: {} }]
    kubernetes_sd_configs: [{ role: node }, { role: pod, kubeconfig_file: x, namespaces: { names: [A_b] } }]
    target_limit: many`,
      ),
      problems: [
        `4:33 error: ${at}.file_sd_configs[0].files[0]: it must end in .json, .yml or .yaml, with at most one *, in its last part`,
        `4:40 error: ${at}.file_sd_configs[0].files[1]: it must end in .json, .yml or .yaml, with at most one *, in its last part`,
        `4:55 error: ${at}.file_sd_configs[1].files: is missing; needs a list of paths or patterns`,
        `5:30 error: ${at}.http_sd_configs[0].url: it must be a whole http or https URL, such as http://127.0.0.1:8080/hook`,
        `5:51 error: ${at}.http_sd_configs[0].refresh_interval: it must be longer than 0`,
        `5:91 error: ${at}.http_sd_configs[1].authorization: stands beside basic_auth; keep one`,
        `6:37 error: ${at}.kubernetes_sd_configs[0].role: this version finds pods alone; write role: pod, and choose their ports by relabelling`,
        `6:58 error: ${at}.kubernetes_sd_configs[1].kubeconfig_file: this version reads no kubeconfig; in a pod nothing is needed, elsewhere give api_server, authorization and tls_config`,
        `6:100 error: ${at}.kubernetes_sd_configs[1].namespaces.names[0]: the name of a namespace is lower-case letters, digits and -`,
        `7:19 error: ${at}.target_limit: it must be a whole number from 0 on`,
      ],
    },
    {
      name: 'files that are not there',
      text: `rule_files: [none.yaml, "none/*.yaml"]\n${job('authorization: { credentials_file: token }')}`,
      problems: [
        '1:14 error: rule_files[0]: "none.yaml" is no file (looked for /etc/sawtooth/none.yaml)',
        '1:25 warning: rule_files[1]: "none/*.yaml" matches no file (looked for /etc/sawtooth/none/*.yaml)',
        `5:40 error: ${at}.authorization.credentials_file: cannot read /etc/sawtooth/token: there is no such file`,
      ],
    },
    {
      name: 'a secret beside its file, two ways to log in, half a certificate',
      text: job(
        'basic_auth: { password: x, password_file: /run/secrets/pass }\n    authorization: { credentials: y }\n    tls_config: { cert: z }',
      ),
      problems: [
        `4:32 error: ${at}.basic_auth.password_file: stands beside password; keep one of the two`,
        `5:5 error: ${at}.authorization: stands beside basic_auth; keep one`,
        `6:5 error: ${at}.tls_config: cert is given without key; a client certificate needs both`,
      ],
    },
    {
      name: 'receivers that nobody can reach, without their secrets',
      text: `receivers:\n  - slack_configs: [{ channel: x }, { api_url: hunter2 }]\n    pagerduty_configs: [{ routing_key: hunter2 }, { routing_key_file: /run/secrets/pass }, { severity: page }]\n    alertmanager_configs: [{ url_file: /run/secrets/not-a-url }, { api_version: v2 }]\n`,
      problems: [
        '2:21 error: receivers[0].slack_configs[0]: needs api_url or api_url_file',
        '2:48 error: receivers[0].slack_configs[1].api_url: it must be a whole http or https URL',
        '3:40 error: receivers[0].pagerduty_configs[0].routing_key: a routing key has 32 letters and digits; see the Events API v2 integration of the service',
        '3:71 error: receivers[0].pagerduty_configs[1].routing_key_file: holds no routing key (32 letters and digits)',
        '3:92 error: receivers[0].pagerduty_configs[2]: needs routing_key or routing_key_file',
        '3:104 error: receivers[0].pagerduty_configs[2].severity: got "page"; allowed: critical, error, warning, info',
        '4:40 error: receivers[0].alertmanager_configs[0].url_file: holds no whole http or https URL',
        '4:66 error: receivers[0].alertmanager_configs[1]: needs url or url_file',
        '4:68 error: receivers[0].alertmanager_configs[1].api_version: unknown field; known here: url, url_file, send_resolved, timeout, http_config, basic_auth, authorization, tls_config, http_headers, proxy_url, allow_link_local, follow_redirects',
      ],
    },
    {
      name: 'webhooks without a usable URL',
      text: `receivers:\n  - webhook_configs:\n      - {}\n      - url: ftp://hunter2\n      - url_file: /run/secrets/not-a-url\n      - { url: "http://h", http_config: {}, basic_auth: {} }\n`,
      problems: [
        '3:9 error: receivers[0].webhook_configs[0]: needs url or url_file',
        '4:14 error: receivers[0].webhook_configs[1].url: it must be a whole http or https URL',
        '5:19 error: receivers[0].webhook_configs[2].url_file: holds no whole http or https URL',
        '6:45 error: receivers[0].webhook_configs[3].basic_auth: stands beside http_config; write it there',
      ],
    },
    {
      name: 'a redirect that would be followed',
      text: job('follow_redirects: true'),
      problems: [
        `4:23 error: ${at}.follow_redirects: this version never follows a redirect; write false, or the final address`,
      ],
    },
    {
      name: 'YAML that ends too early',
      text: 'global: { scrape_interval: 5s\n',
      problems: [
        '2:1 error: YAML cannot be read here: this line is indented less than what it belongs to needs',
      ],
    },
    {
      name: 'YAML that ends too early, two levels deep',
      text: 'global: {\n  a: [\n',
      problems: [
        '3:1 error: YAML cannot be read here: this line is indented less than what it belongs to needs',
      ],
    },
    {
      name: 'a tab',
      text: 'global:\n\tscrape_interval: 5s\n',
      problems: ['2:1 error: YAML cannot be read here: a tab indents this line; YAML wants spaces'],
    },
    {
      name: 'a second document',
      text: '---\n{}\n---\n{}\n',
      problems: [
        '3:1 error: YAML cannot be read here: a second document (---) starts here; one file holds one document',
      ],
    },
    {
      name: 'an alias of nothing',
      text: 'rule_files: [*mine]',
      problems: [
        '1:14 error: there is no anchor for this alias; quote a value that starts with *',
        '1:14 error: rule_files[0]: is missing; needs a path or a pattern such as rules/*.yaml',
      ],
    },
    {
      name: 'a circular alias',
      text: 'rule_files: &a [*a]',
      problems: [
        '1:16 error: nested deeper than 64 levels; check its aliases',
        '1:17 error: rule_files[0]: got a list; needs a path or a pattern such as rules/*.yaml',
      ],
    },
    {
      name: 'a tag',
      text: 'rule_files: [!mine x]',
      problems: [
        '1:20 error: tags (!name) are not supported; write the value without one',
        '1:20 error: rule_files[0]: is missing; needs a path or a pattern such as rules/*.yaml',
      ],
    },
    {
      name: 'a tag that YAML itself knows',
      text: 'rule_files: [!!binary aGk=, !!str own.yaml]',
      problems: [
        '1:23 error: tags (!name) are not supported; write the value without one',
        '1:23 error: rule_files[0]: is missing; needs a path or a pattern such as rules/*.yaml',
      ],
    },
    {
      name: 'a merge key',
      text: 'storage: { <<: { path: x } }',
      problems: ['1:12 error: merge keys (<<) are not supported; write the fields out'],
    },
  ];
  test.each(table)('$name', ({ text, problems }) => check(text, problems));

  test('a bomb of aliases is refused at once', () => {
    const lines = ['a0: &a0 [x, x, x, x, x, x, x, x, x]'];
    for (let i = 1; i < 12; i++) {
      lines.push(
        `a${i}: &a${i} [${Array(9)
          .fill(`*a${i - 1}`)
          .join(', ')}]`,
      );
    }
    const messages = load(lines.join('\n')).problems.map(({ message }) => message);
    expect(messages).toContain('the file unfolds to more than 200000 values; check its aliases');
  });
});

describe('a file that is made to take long', () => {
  const took = (text: string) => {
    const startedMs = performance.now();
    const { problems } = load(text);
    return { problems, ms: performance.now() - startedMs };
  };
  test('ten thousand aliases are followed in one walk', () => {
    const few = took(`a: &a x\nb: [${'*a,'.repeat(1_000)}]`);
    const many = took(`a: &a x\nb: [${'*a,'.repeat(16_000)}]`);
    // In time that grows with their number; with its square it would be 256 times as long.
    expect(many.ms).toBeLessThan(80 * Math.max(few.ms, 2));
  });
  test('of a slip that breaks everything below it the first hundred faults are told', () => {
    expect(took('{{label}}'.repeat(2_000)).problems.length).toBeLessThanOrEqual(100);
  });
  test('a sentence about a long name is no longer for it', () => {
    const { problems } = took(`${'k'.repeat(50_000)}: v\n`);
    expect(problems.map(({ message }) => message.length < 1100)).toEqual([true]);
  });
  test('a file of sixteen million characters is not looked at', () => {
    const { problems } = took(`#${'x'.repeat(16 * 1024 ** 2)}`);
    expect(problems.map(({ message }) => message)).toEqual([
      expect.stringContaining('are not read'),
    ]);
  });
});

describe('any text', () => {
  const answers = (text: string) => {
    const { config, problems } = load(text);
    const errors = problems.filter(({ severity }) => severity === 'error');
    expect(config === undefined).toBe(errors.length > 0);
    for (const { line, column, message } of problems) {
      expect([line > 0, column > 0, message.length > 0]).toEqual([true, true, true]);
    }
  };
  const words =
    'global scrape_configs job_name static_configs targets limit receivers webhook_configs url basic_auth password tls_config labels storage rule_files profiles kinds params : - , { } [ ] " \' & * a *a &a 5s 1GB true null ~ | > # ! % @ __proto__ constructor << ? ---'.split(
      ' ',
    );
  const tokens = fc
    .array(
      fc.tuple(fc.constantFrom(...words), fc.constantFrom('', ' ', ' ', '\n', '\n  ', '\n    ')),
    )
    .map((pairs) => pairs.flat().join(''));

  test('is a configuration or problems', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary' }), answers), { numRuns: 200 });
    fc.assert(fc.property(tokens, answers), { numRuns: 500 });
  });

  test('of the right outline with anything in its fields', () => {
    const field = fc.constantFrom(
      ...'global scrape_interval scrape_configs job_name static_configs targets labels limit basic_auth password password_file receivers webhook_configs url url_file http_headers files tls_config cert storage profiles rule_files constructor toString'.split(
        ' ',
      ),
    );
    const value = fc.letrec((tie) => ({
      any: fc.oneof(
        { depthSize: 'small' },
        fc.string(),
        fc.integer(),
        fc.constant(null),
        fc.array(tie('any'), { maxLength: 3 }),
        fc.dictionary(field, tie('any'), { maxKeys: 4 }),
      ),
    })).any;
    const file = fc.dictionary(field, value, { maxKeys: 5 });
    fc.assert(
      fc.property(file, (data) => answers(JSON.stringify(data))),
      { numRuns: 500 },
    );
  });

  test('never tells a secret', () => {
    const secret = 'Hunter2Hunter2';
    const places = fc.constantFrom(
      (value: string) => job_(`basic_auth: { password: ${value} }`),
      (value: string) => job_(`basic_auth: { pasword: ${value}, password: [${value}] }`),
      (value: string) => job_(`authorization: { credentials: { a: ${value} } }`),
      (value: string) => job_(`tls_config: { key: ${value}, cert: [${value}] }`),
      (value: string) => job_(`http_headers: { A: { secrets: ${value} } }`),
      (value: string) => job_(`proxy_url: ${value}`),
      (value: string) =>
        `receivers: [{ webhook_configs: [{ url: ${value}, secret: [${value}] }] }]`,
      (value: string) => `receivers: [{ webhook_configs: { secret: ${value}`,
    );
    const decorated = fc.constantFrom('', '*', '&', '!', '%', '@', '"', "'", '\t', '`', '|', '{');
    fc.assert(
      fc.property(places, decorated, decorated, (place, before, after) => {
        const messages = load(place(`${before}${secret}${after}`)).problems.map((p) => p.message);
        expect(messages.join('\n')).not.toContain(secret);
      }),
      { numRuns: 500 },
    );
  });

  const job_ = (rest: string) => `scrape_configs:\n  - job_name: a\n    ${rest}\n`;
});
