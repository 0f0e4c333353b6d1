import { constants } from '../detect/constants.ts';
import type { Labels } from '../model/labels.ts';
import type { Rule } from '../model/rule.ts';
import { unitOf } from '../model/signal.ts';
import { limitExpression, signalExpression } from './signal-expression.ts';

/** A rule as Prometheus evaluates it. */
export type PrometheusRule = {
  readonly record?: string;
  readonly alert?: string;
  readonly expr: string;
  readonly for?: string;
  readonly keep_firing_for?: string;
  readonly labels?: Labels;
  readonly annotations?: Labels;
};

/** The body of a rule file, and of the `spec` of a PrometheusRule. */
export type PrometheusRules = {
  readonly groups: readonly {
    readonly name: string;
    readonly interval: string;
    readonly rules: readonly PrometheusRule[];
  }[];
};

const hourMs = 3_600_000;
const limitRecord = 'sawtooth:memory_limit:bytes';

/** What plain PromQL cannot say of a rule with `detect`; for the head of the file and for stderr. */
export const lossesOfExport: readonly string[] = [
  'no robust test: a trend is three floors that rise, over one window, where sawtooth asks for significance, evenness, saturation and precedent over many',
  'traffic is not removed: memory that follows requests or the time of day looks like a leak',
  'lives are not joined: after a restart, a deploy or a new pod name a window has to fill again, so that a leak that dies within a window is seen by its OOM kills alone (kube-state-metrics)',
  'a warm-up or a cache that fills fires while it grows for a whole window',
  'limits of kube-state-metrics are not joined; without GOMEMLIMIT or cAdvisor’s limit there is no horizon',
  'which kind of leak, `leak_kind`, is not told apart',
  'no heap profile is captured and no function is named; `capture` is dropped',
];

/**
 * The nearest plain PrometheusRule of rules with `detect`. The signal is recorded, and its floor: the
 * lowest value of a twelfth of the window, which is what collections leave.
 *
 * ```
 *        ╱│╱│╱   floor now > floor a third before > two thirds before > a window before,
 *    ╱│╱│╱ │     all in one life, by more than min_growth, and on its way to the limit
 *  ╱│╱ │         within the horizon (least squares over the floors)
 *  └──┴──┴──┘ window
 * ```
 */
export function prometheusRules(rules: readonly Rule[]): PrometheusRules {
  const groups = Map.groupBy(rules, ({ group }) => group);
  return {
    groups: [...groups].map(([name, own]) => ({
      name,
      interval: duration(Math.min(...own.map((rule) => scaled(rule.intervalMs, rule)))),
      rules: [...records(own), ...own.flatMap(alerts)],
    })),
  };
}

function records(rules: readonly Rule[]): PrometheusRule[] {
  const byName = new Map<string, string>();
  if (rules.some(({ detect }) => hasLimit(detect.signal)))
    byName.set(limitRecord, limitExpression());
  for (const rule of rules) {
    const { signal } = rule.detect;
    byName.set(signalRecord(signal), signalExpression(signal));
    byName.set(floorRecord(rule), `min_over_time(${signalRecord(signal)}[${floorWidth(rule)}])`);
  }
  return [...byName].map(([record, expr]) => ({ record, expr }));
}

function alerts(rule: Rule): PrometheusRule[] {
  const { alert, forMs, keepFiringForMs, labels, annotations, detect } = rule;
  const rest = {
    ...(forMs > 0 && { for: duration(scaled(forMs, rule)) }),
    ...(keepFiringForMs > 0 && { keep_firing_for: duration(scaled(keepFiringForMs, rule)) }),
    labels,
    annotations: Object.fromEntries(
      Object.entries(annotations).map(([name, text]) => [name, plainTemplate(text, rule)]),
    ),
  };
  const found: PrometheusRule[] = [];
  if (detect.verdicts.includes('leak')) found.push({ alert, expr: leakExpression(rule), ...rest });
  if (detect.verdicts.includes('sawtooth') && hasLimit(detect.signal)) {
    const { for: _, ...others } = rest;
    const own = {
      summary: 'Killed again and again for want of memory.',
      description:
        '{{ $labels.namespace }}/{{ $labels.pod }}: {{ $labels.container }} was killed {{ $value | humanize }} times.',
    };
    found.push({
      alert: `${alert}Sawtooth`,
      expr: sawtoothExpression(rule),
      ...others,
      annotations: { ...others.annotations, ...own },
    });
  }
  return found;
}

function leakExpression(rule: Rule): string {
  const { detect } = rule;
  const floor = floorRecord(rule);
  const windowMs = windowOf(rule);
  const before = (thirds: number) => `${floor} offset ${duration((thirds * windowMs) / 3)}`;
  const window = duration(windowMs);
  const horizon = Math.round(scaled(detect.horizonMs, rule) / 1000);
  const full = `predict_linear(${floor}[${window}], ${horizon}) > ${limitRecord}`;
  return [
    // First, so that it is the value of the alert: growth each second.
    `deriv(${floor}[${window}]) > 0`,
    `and ${floor} > ${before(1)}`,
    `and ${before(1)} > ${before(2)}`,
    `and ${before(2)} > ${before(3)}`,
    `and ${floor} - ${before(3)} > ${leastGrowth(rule)}`,
    ...(hasLimit(detect.signal)
      ? [`and ${detect.needsLimit ? full : `(${full} or (${floor} unless ${limitRecord}))`}`]
      : []),
    `unless changes(process_start_time_seconds[${window}]) > 0`,
    `unless changes(container_start_time_seconds[${window}]) > 0`,
  ].join('\n');
}

function leastGrowth({ detect, ...rule }: Rule): string {
  const { minGrowth, sensitivity, signal } = detect;
  const strictness = constants.strictness[sensitivity];
  if (minGrowth.kind === 'bytes') return String(minGrowth.bytes * strictness);
  const ratio = Number((minGrowth.ratio * strictness).toPrecision(6));
  const floor = floorRecord({ detect, ...rule });
  return hasLimit(signal) ? `${ratio} * (${limitRecord} or ${floor})` : `${ratio} * ${floor}`;
}

/** Two kills within a day, or within the horizon where that is shorter. */
function sawtoothExpression(rule: Rule): string {
  const withinMs = Math.min(24 * hourMs, scaled(rule.detect.horizonMs, rule));
  return [
    `increase(kube_pod_container_status_restarts_total[${duration(withinMs)}]) >= 2`,
    'and on (namespace, pod, container)',
    'kube_pod_container_status_last_terminated_reason{reason="OOMKilled"} == 1',
  ].join('\n');
}

/** An eighth of the horizon, an hour at least and six at most: long enough for floors, short enough for one life. */
function windowOf(rule: Rule): number {
  const eighthMs = Math.min(6 * hourMs, Math.max(hourMs, rule.detect.horizonMs / 8));
  return Math.max(180_000, Math.round(scaled(eighthMs, rule) / 180_000) * 180_000);
}

function floorWidth(rule: Rule): string {
  return duration(Math.max(60_000, windowOf(rule) / 12));
}

function floorRecord(rule: Rule): string {
  return `${signalRecord(rule.detect.signal)}_min${floorWidth(rule)}`;
}

function signalRecord(signal: Rule['detect']['signal']): string {
  const name =
    signal === 'auto' ? 'memory' : signal.replaceAll(/[A-Z]/g, (c) => `_${c.toLowerCase()}`);
  return `sawtooth:${name}:${hasLimit(signal) ? 'bytes' : 'count'}`;
}

/** A count has no limit that anybody tells. */
function hasLimit(signal: Rule['detect']['signal']): boolean {
  return signal === 'auto' || unitOf(signal) === 'bytes';
}

/** Prometheus knows no workload and no explanation. */
function plainTemplate(text: string, rule: Rule): string {
  const grew = `floor of ${signalRecord(rule.detect.signal)} grows by {{ $value | humanize }}/s over ${duration(windowOf(rule))}`;
  return text
    .replaceAll(/\$labels\.workload\b/g, '$labels.job')
    .replaceAll(/\{\{[^{}]*\$explanation[^{}]*\}\}/g, grew);
}

function scaled(ms: number, { timeScale }: Rule): number {
  return ms / timeScale;
}

/** Prometheus' notation in one unit: `90m`, `6h`, `7d`. */
function duration(ms: number): string {
  const units = [
    ['d', 24 * hourMs],
    ['h', hourMs],
    ['m', 60_000],
    ['s', 1000],
  ] as const;
  const unit = units.find(([, size]) => ms >= size && ms % size === 0);
  return unit === undefined ? `${Math.max(1, Math.round(ms))}ms` : `${ms / unit[1]}${unit[0]}`;
}
