/**
 * Fields as one line of logfmt, `level=info msg="target is up" target=127.0.0.1:6060`, no break at its
 * end. A value is quoted where it holds a space, `=`, `"` or what cannot be seen, escaped as in JSON;
 * what a name cannot hold becomes `_` (as in Prometheus' logs: github.com/go-logfmt/logfmt).
 */
export function logfmt(fields: Readonly<Record<string, unknown>>): string {
  return Object.entries(fields)
    .map(([name, value]) => `${named(name)}=${written(value)}`)
    .join(' ');
}

function named(name: string): string {
  return name.replaceAll(/[\s="\p{C}]/gu, '_') || '_';
}

function written(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? 'null');
  return /^[^\s="\\\p{C}]+$/u.test(text) ? text : JSON.stringify(text);
}
