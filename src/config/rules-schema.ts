import type { z } from 'zod';
import { signals } from '../model/signal.ts';
import type { LeakKind } from '../model/verdict.ts';
import {
  boolean,
  duration,
  fields,
  growth,
  labels,
  list,
  name,
  oneOf,
  positiveNumber,
  span,
} from './fields.ts';

/** Every kind of leak; the type of the object makes the compiler name one that is left out. */
const leakKinds = Object.keys({
  heap: 0,
  goroutine: 0,
  stack: 0,
  'off-heap': 0,
  fragmentation: 0,
  'not-returned': 0,
  'profiler-buckets': 0,
  'page-cache': 0,
  descriptor: 0,
  thread: 0,
  unknown: 0,
} satisfies Record<LeakKind, 0>) as LeakKind[];

const detect = fields(
  {
    signal: oneOf(['auto', ...signals]).optional(),
    verdict: list(oneOf(['leak', 'sawtooth']), 'a list of leak, sawtooth')
      .min(1, { error: 'at least one of leak, sawtooth' })
      .optional(),
    sensitivity: oneOf(['low', 'normal', 'high']).optional(),
    min_growth: growth().optional(),
    horizon: span().optional(),
    needs_limit: boolean().optional(),
    leak_kind: list(oneOf(leakKinds), 'a list of kinds of leak')
      .min(1, { error: 'at least one kind of leak; leave the field out for any' })
      .optional(),
  },
  'a mapping that says what to look for; {} takes every default',
);

const rule = fields({
  alert: name('the name of the alert'),
  detect,
  for: duration().optional(),
  keep_firing_for: duration().optional(),
  capture: list(oneOf(['heap', 'goroutine']), 'a list of heap, goroutine').optional(),
  labels: labels().optional(),
  annotations: labels().optional(),
});

/** A file of rules: Prometheus', with `detect` in place of `expr`. */
export const rulesSchema = fields({
  groups: list(
    fields({
      name: name('the name of the group'),
      interval: span().optional(),
      time_scale: positiveNumber().optional(),
      rules: list(rule, 'a list of rules').optional(),
    }),
    'a list of groups',
  ).optional(),
});

/** A rule file as the schema leaves it: units read, nothing filled in. */
export type RulesFields = z.output<typeof rulesSchema>;

/** Fields of Prometheus' rule files that have no place here, each with why. */
export const refusedRuleFields: Readonly<Record<string, string>> = {
  'groups.rules.expr': 'rules here say what to look for with detect in place of expr',
  'groups.rules.record': 'there are no recording rules here; an alert is needed',
  'groups.limit': 'this version cannot limit the alerts of a group yet; remove the field',
  'groups.query_offset': 'readings are judged as they come; there is no offset',
  'groups.labels': 'this version cannot give labels to a group yet; give them to its rules',
};
