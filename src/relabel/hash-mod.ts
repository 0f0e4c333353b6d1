import { hash } from 'node:crypto';

/**
 * The last eight bytes of a text's MD5, as a big-endian number, modulo `modulus`: Prometheus' own
 * (model/relabel/relabel.go), so that shards here and there agree.
 */
export function hashMod(text: string, modulus: bigint): bigint {
  return hash('md5', text, 'buffer').readBigUInt64BE(8) % modulus;
}
