import { X509Certificate } from 'node:crypto';
import { expect, test } from 'vitest';
import { certificateFault } from '../../src/serve/certificate-fault.ts';
import { loopbackCert } from '../http/certificate.ts';

const { validFrom, validTo } = new X509Certificate(loopbackCert);
const [from, until] = [Date.parse(validFrom), Date.parse(validTo)];
const day = 86_400_000;

test.each<[when: string, atMs: number, says: string | null]>([
  [
    'before it begins',
    from - 1,
    'the certificate is not valid before 2026-11-25T20:47:57Z: clients',
  ],
  ['as it begins', from, null],
  ['eight days before its end', until - 8 * day, null],
  ['three days before', until - 3 * day, 'expires at 2126-11-01T20:47:57Z, in 3 days'],
  ['a day and a half before', until - 1.5 * day, ', in 1 day'],
  ['an hour before', until - day / 24, ', in less than a day'],
  ['after', until, 'the certificate has expired at 2126-11-01T20:47:57Z: clients refuse it'],
])('%s', (_, atMs, says) => {
  const fault = certificateFault(loopbackCert, atMs);
  if (says === null) expect(fault).toBeNull();
  else expect(fault).toContain(says);
});

test('what is no certificate is said by who is to use it', () => {
  expect(certificateFault('', 0)).toBeNull();
  expect(
    certificateFault('-----BEGIN CERTIFICATE-----\nx\n-----END CERTIFICATE-----\n', 0),
  ).toBeNull();
});
