import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { fillTemplate } from '../../src/render/fill-template.ts';

const data = {
  labels: { workload: 'checkout', n: '1536', 'service.name': 'cart', 'a | b': '2048' },
  value: 2_516_582.4,
  explanation: 'It rises.',
};

describe('what is known is filled in', () => {
  test.each([
    ['{{ $labels.workload }} leaks', 'checkout leaks'],
    ['{{$labels.workload}}', 'checkout'],
    ['{{- $labels.workload -}}', 'checkout'],
    ['{{ $labels.missing }}|', '|'],
    ['{{ $labels.toString }}|', '|'],
    ['{{ index $labels "service.name" }}', 'cart'],
    ['{{ index $externalLabels `service.name` }}', 'cart'],
    ['{{- index $labels "a | b" | humanize1024 -}}', '2ki'],
    ['{{ index $labels "workload" }}', 'checkout'],
    ['{{ index $labels "missing.one" }}|', '|'],
    ['{{ index $labels "toString" }}|', '|'],
    ['{{ index $labels "service\\u002ename" }}', 'cart'],
    ['{{ $value }}', '2516582.4'],
    ['{{ $value | humanize }}', '2.517M'],
    ['{{ $value | humanize1024 }}B/s', '2.4MiB/s'],
    ['{{ humanize1024 $value }}', '2.4Mi'],
    ['{{ $labels.n | humanize1024 }}', '1.5ki'],
    ['{{ $labels.workload | humanize }}', 'checkout'],
    ['{{ $explanation }}', 'It rises.'],
    ['no template', 'no template'],
  ])('%s', (template, filled) => expect(fillTemplate(template, data)).toBe(filled));

  test('without a leak rate the value is unknown', () => {
    const none = { ...data, value: null };
    expect(fillTemplate('{{ $value | humanize1024 }}/s', none)).toBe('unknown/s');
  });
});

test.each([
  '{{ $values }}',
  '{{ index $value "a" }}',
  '{{ index $labels service.name }}',
  '{{ index $labels "a" "b" }}',
  '{{ index $labels "\\x2e" }}',
  '{{ $value | humanise }}',
  '{{ query "up" }}',
  '{{ $value | humanize | what }}',
  '{{ $labels }}',
  '{{ }}',
  '{{ $value',
  '}} {{',
])('what is not is left: %s', (template) => expect(fillTemplate(template, data)).toBe(template));

test('what was filled in is not a template again', () => {
  const nested = { ...data, explanation: '{{ $labels.workload }}' };
  expect(fillTemplate('{{ $explanation }}', nested)).toBe('{{ $labels.workload }}');
});

test('nothing that a person writes makes it throw', () => {
  const piece = fc.oneof(fc.string(), fc.constantFrom('{{', '}}', '$value', '|', '$labels.', '-'));
  const template = fc.array(piece).map((parts) => parts.join(' '));
  fc.assert(fc.property(template, (text) => typeof fillTemplate(text, data) === 'string'));
});

describe('Prometheus’ functions', () => {
  const table: [expression: string, value: number, text: string][] = [
    ['humanize', 0, '0'],
    ['humanize', 1, '1'],
    ['humanize', 1_234_567, '1.235M'],
    ['humanize', 999.96, '1000'],
    ['humanize', 0.00012, '120u'],
    ['humanize', -4200, '-4.2k'],
    ['humanize', 2e30, '2e+06Y'],
    ['humanize', Number.POSITIVE_INFINITY, '+Inf'],
    ['humanize', Number.NaN, 'NaN'],
    ['humanize1024', 0.5, '0.5'],
    ['humanize1024', 1, '1'],
    ['humanize1024', 1024, '1ki'],
    ['humanize1024', 1_048_576, '1Mi'],
    ['humanize1024', 0.00001, '1e-05'],
    ['humanizePercentage', 0.1234567, '12.35%'],
    ['humanizePercentage', 1, '100%'],
    ['humanizeDuration', 0, '0s'],
    ['humanizeDuration', 0.34, '340ms'],
    ['humanizeDuration', 41.5, '41.5s'],
    ['humanizeDuration', 123, '2m 3s'],
    ['humanizeDuration', 7980, '2h 13m 0s'],
    ['humanizeDuration', 273_600, '3d 4h 0m 0s'],
    ['humanizeDuration', -90, '-1m 30s'],
  ];
  test.each(table)('%s of %d is %s', (name, value, text) => {
    expect(fillTemplate(`{{ $value | ${name} }}`, { ...data, value })).toBe(text);
  });
});
