/** Names and values that identify a target, a series or an alert, as in Prometheus. */
export type Labels = Readonly<Record<string, string>>;

/** What tells the processes of a workload apart by the labels of their series: empty where nothing does. */
export function processOf(labels: Labels): string {
  return [labels['instance'], labels['pod'], labels['container']].filter(Boolean).join('/');
}

/** Those of `labels` that all of `others` have with the same value. */
export function commonLabels(labels: Labels, others: readonly Labels[]): Labels {
  return Object.fromEntries(
    Object.entries(labels).filter(([name, value]) => others.every((one) => one[name] === value)),
  );
}

const offsetBasis = 0xcbf29ce484222325n;
const prime = 0x100000001b3n;
const mask = 0xffffffffffffffffn;

/**
 * The hash that identifies a label set: FNV-1a 64 over the names in byte order, each as
 * `name 0xff value 0xff`, as 16 hex digits. Equal to Alertmanager's own fingerprint
 * (prometheus/common model/fingerprinting.go), so that both name an alert alike.
 */
export function fingerprint(labels: Labels): string {
  const encoder = new TextEncoder();
  let hash = offsetBasis;
  const mix = (bytes: Iterable<number>) => {
    for (const byte of bytes) hash = ((hash ^ BigInt(byte)) * prime) & mask;
  };
  for (const name of Object.keys(labels).sort()) {
    mix(encoder.encode(name));
    mix([0xff]);
    mix(encoder.encode(labels[name] ?? ''));
    mix([0xff]);
  }
  return hash.toString(16).padStart(16, '0');
}
