import { X509Certificate } from 'node:crypto';

const dayMs = 86_400_000;
/** A certificate that a machine renews is renewed a third of its life before its end: at a week something has failed. */
const soonDays = 7;

/** What clients will find wrong, or soon will, with a server's certificate (PEM, the first of a chain): a sentence; null: nothing. */
export function certificateFault(pem: string, nowMs: number): string | null {
  // To parse nothing takes OpenSSL a millisecond.
  if (pem === '') return null;
  let certificate: X509Certificate;
  try {
    certificate = new X509Certificate(pem);
  } catch {
    // Who is to use it says that it is none.
    return null;
  }
  const [from, until] = [certificate.validFrom, certificate.validTo].map(Date.parse);
  if (from === undefined || until === undefined) return null;
  const at = (ms: number) => new Date(ms).toISOString().replace('.000', '');
  if (nowMs >= until) return `the certificate has expired at ${at(until)}: clients refuse it`;
  if (nowMs < from) return `the certificate is not valid before ${at(from)}: clients refuse it`;
  const days = Math.floor((until - nowMs) / dayMs);
  if (days >= soonDays) return null;
  return `the certificate expires at ${at(until)}, in ${days === 0 ? 'less than a day' : `${days} ${days === 1 ? 'day' : 'days'}`}`;
}
