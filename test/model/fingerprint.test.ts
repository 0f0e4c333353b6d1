import fc from 'fast-check';
import { expect, test } from 'vitest';
import { fingerprint, type Labels } from '../../src/model/labels.ts';

/** FNV-1a 64 as it is defined, in one number. */
function byDefinition(labels: Labels): string {
  let hash = 0xcbf29ce484222325n;
  for (const name of Object.keys(labels).sort()) {
    for (const part of [name, labels[name] ?? '']) {
      for (const byte of [...new TextEncoder().encode(part), 0xff]) {
        hash = ((hash ^ BigInt(byte)) * 0x100000001b3n) & 0xffffffffffffffffn;
      }
    }
  }
  return hash.toString(16).padStart(16, '0');
}

test('is the hash that Alertmanager takes', () => {
  const labels = { alertname: 'SawtoothLeak', pod: 'api-0', severity: 'warning' };
  expect(fingerprint(labels)).toBe('7686b2a3126b1319');
  fc.assert(
    fc.property(fc.dictionary(fc.string(), fc.string({ unit: 'grapheme' })), (any) => {
      expect(fingerprint(any)).toBe(byDefinition(any));
    }),
  );
});
