import type { NameScheme } from './label-name.ts';

/** What a rule of `relabel_configs` or `metric_relabel_configs` does, as Prometheus names it. */
export const relabelActions = [
  'replace',
  'keep',
  'drop',
  'keepequal',
  'dropequal',
  'hashmod',
  'labelmap',
  'labeldrop',
  'labelkeep',
  'lowercase',
  'uppercase',
] as const;
export type RelabelAction = (typeof relabelActions)[number];

/**
 * One rule of relabelling, every default filled in
 * (https://prometheus.io/docs/prometheus/latest/configuration/configuration/#relabel_config).
 */
export type RelabelRule = {
  readonly action: RelabelAction;
  readonly sourceLabels: readonly string[];
  readonly separator: string;
  /** In RE2's syntax, not anchored yet. */
  readonly regex: string;
  /** For `hashmod` alone; Prometheus takes any uint64. */
  readonly modulus: bigint;
  readonly targetLabel: string;
  readonly replacement: string;
  /** Which names it may give to labels: any other leaves the labels as they are. */
  readonly names: NameScheme;
};

/** What holds where a rule says nothing (model/relabel/relabel.go, DefaultRelabelConfig). */
export const relabelDefaults: RelabelRule = {
  action: 'replace',
  sourceLabels: [],
  separator: ';',
  regex: '(.*)',
  modulus: 0n,
  targetLabel: '',
  replacement: '$1',
  names: 'utf8',
};
