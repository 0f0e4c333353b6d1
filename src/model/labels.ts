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

const encoder = new TextEncoder();

/**
 * The hash that identifies a label set: FNV-1a 64 over the names in byte order, each as
 * `name 0xff value 0xff`, as 16 hex digits. Equal to Alertmanager's own fingerprint
 * (prometheus/common model/fingerprinting.go), so that both name an alert alike.
 */
export function fingerprint(labels: Labels): string {
  const hash: Hash = { high: 0xcbf29ce4, low: 0x84222325 };
  for (const name of Object.keys(labels).sort()) {
    mix(hash, encoder.encode(name));
    mix(hash, separator);
    mix(hash, encoder.encode(labels[name] ?? ''));
    mix(hash, separator);
  }
  return [hash.high, hash.low].map((half) => half.toString(16).padStart(8, '0')).join('');
}

/** 64 bits in two halves: bigint would take ten times as long, and a cluster has ten thousand targets. */
type Hash = { high: number; low: number };

const separator = Uint8Array.of(0xff);

/** The prime is 2^40 + 0x1b3: its first part moves the lower half up by eight bits. */
function mix(hash: Hash, bytes: Uint8Array): void {
  for (const byte of bytes) {
    const low = (hash.low ^ byte) >>> 0;
    const product = low * 0x1b3;
    hash.high = (hash.high * 0x1b3 + Math.floor(product / 2 ** 32) + ((low << 8) >>> 0)) >>> 0;
    hash.low = product >>> 0;
  }
}
