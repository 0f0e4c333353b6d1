/** Which quantity a series holds (a closed set). Bytes, save for the three counts. */
export type Signal =
  | 'heapLive'
  | 'heapInuse'
  | 'anon'
  | 'rss'
  | 'workingSet'
  | 'heapUsed'
  | 'goroutines'
  | 'stackInuse'
  | 'offHeap'
  | 'threads'
  | 'openFds';

/** Every signal, the best witness of what is retained first, the counts last. */
export const signals: readonly Signal[] = [
  'heapLive',
  'heapUsed',
  'heapInuse',
  'anon',
  'rss',
  'workingSet',
  'stackInuse',
  'offHeap',
  'goroutines',
  'threads',
  'openFds',
];

/** The unit in which a signal's values are counted. */
export function unitOf(signal: Signal): 'bytes' | 'count' {
  switch (signal) {
    case 'goroutines':
    case 'threads':
    case 'openFds':
      return 'count';
    case 'heapLive':
    case 'heapUsed':
    case 'heapInuse':
    case 'anon':
    case 'rss':
    case 'workingSet':
    case 'stackInuse':
    case 'offHeap':
      return 'bytes';
  }
}
