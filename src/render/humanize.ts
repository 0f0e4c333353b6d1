import { templateFunctions } from '../model/template.ts';

type Humanizer = (value: number) => string;

/**
 * Prometheus' template function of that name, with the same text as theirs, so that an annotation moved
 * over from a Prometheus rule reads as before (behaviour as documented in Prometheus' "Template
 * reference"); null for a name that is not known.
 */
export function humanizerOf(name: string): Humanizer | null {
  const known = templateFunctions.find((word) => word === name);
  return known === undefined ? null : humanizers[known];
}

const humanizers: Readonly<Record<(typeof templateFunctions)[number], Humanizer>> = {
  humanize,
  humanize1024,
  humanizeDuration,
  humanizePercentage: (value) => `${general(value * 100)}%`,
};

const large = ['', 'k', 'M', 'G', 'T', 'P', 'E', 'Z', 'Y'] as const;
const binary = ['', 'ki', 'Mi', 'Gi', 'Ti', 'Pi', 'Ei', 'Zi', 'Yi'] as const;
const small = ['', 'm', 'u', 'n', 'p', 'f', 'a', 'z', 'y'] as const;

function humanize(value: number): string {
  if (value === 0 || !Number.isFinite(value)) return general(value);
  return Math.abs(value) >= 1 ? scaledDown(value, 1000, large) : scaledUp(value);
}

function humanize1024(value: number): string {
  if (Math.abs(value) <= 1 || !Number.isFinite(value)) return general(value);
  return scaledDown(value, 1024, binary);
}

/** `2h 13m 5s`; below a second `340ms`. */
function humanizeDuration(value: number): string {
  if (!Number.isFinite(value)) return general(value);
  if (value === 0) return '0s';
  if (Math.abs(value) < 1) return `${scaledUp(value)}s`;
  const sign = value < 0 ? '-' : '';
  const whole = Math.trunc(Math.abs(value));
  const days = Math.floor(whole / 86_400);
  const hours = Math.floor(whole / 3600) % 24;
  const minutes = Math.floor(whole / 60) % 60;
  const seconds = whole % 60;
  if (days > 0) return `${sign}${days}d ${hours}h ${minutes}m ${seconds}s`;
  if (hours > 0) return `${sign}${hours}h ${minutes}m ${seconds}s`;
  if (minutes > 0) return `${sign}${minutes}m ${seconds}s`;
  return `${general(value)}s`;
}

function scaledDown(value: number, base: number, prefixes: readonly string[]): string {
  let scaled = value;
  let step = 0;
  while (Math.abs(scaled) >= base && step < prefixes.length - 1) {
    scaled /= base;
    step++;
  }
  return `${general(scaled)}${prefixes[step]}`;
}

function scaledUp(value: number): string {
  let scaled = value;
  let step = 0;
  while (Math.abs(scaled) < 1 && step < small.length - 1) {
    scaled *= 1000;
    step++;
  }
  return `${general(scaled)}${small[step]}`;
}

/** C's `%.4g`: four significant digits, an exponent below 1e-4 and from 1e4 on, no zeros at the end. */
function general(value: number): string {
  if (Number.isNaN(value)) return 'NaN';
  if (!Number.isFinite(value)) return value > 0 ? '+Inf' : '-Inf';
  if (value === 0) return '0';
  const [mantissa = '', exponent = '0'] = value.toExponential(3).split('e');
  const power = Number(exponent);
  if (power >= -4 && power < 4) return String(Number(value.toPrecision(4)));
  const digits = String(Math.abs(power)).padStart(2, '0');
  return `${Number(mantissa)}e${power < 0 ? '-' : '+'}${digits}`;
}
