import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** The code of the error with which a connection to a link-local address is refused. */
export const linkLocalCode = 'ELINKLOCAL';

/** Where clouds serve a machine its credentials, beside what is link-local anyway: Alibaba, Azure's own, Oracle. */
const metadata = ['100.100.100.200', '168.63.129.16', '192.0.0.192'];
/** The same over IPv6: AWS (machines, pods of EKS), Google, Scaleway. */
const metadata6 = ['fd00:ec2::254', 'fd00:ec2::23', 'fd20:ce::254', 'fd00:42::42'];

/**
 * What is link-local (169.254.169.254 is the metadata service of AWS, Google, Azure, DigitalOcean, OpenStack), and
 * metadata services elsewhere. An address of IPv4 also as it is written inside one of IPv6: by translating
 * networks (64:ff9b::/96 of RFC 6052; 64:ff9b:1::/48 of RFC 8215, of which a part may be the prefix or all of it: then
 * the third octet stands behind one that is zero; ::ffff:0:0/96 of RFC 2765), by 6to4 (RFC 3056) and as IPv4-compatible.
 */
const refused = new BlockList();
const before = ['64:ff9b::', '64:ff9b:1::', '::ffff:0:', '::'];
refused.addSubnet('169.254.0.0', 16, 'ipv4');
refused.addSubnet('fe80::', 10, 'ipv6');
for (const prefix of before) refused.addSubnet(`${prefix}a9fe:0`, 112, 'ipv6');
refused.addSubnet('64:ff9b:1:a9fe::', 64, 'ipv6');
refused.addSubnet('2002:a9fe::', 32, 'ipv6');
for (const address of metadata) {
  const [high, low] = halvesOf(address);
  const [third, fourth] = address
    .split('.')
    .slice(2)
    .map((octet) => Number(octet).toString(16));
  refused.addAddress(address, 'ipv4');
  for (const prefix of before) refused.addAddress(`${prefix}${high}:${low}`, 'ipv6');
  refused.addSubnet(`64:ff9b:1:${high}:${third}:${fourth}00::`, 88, 'ipv6');
  refused.addSubnet(`2002:${high}:${low}::`, 48, 'ipv6');
}
for (const address of metadata6) refused.addAddress(address, 'ipv6');

/** An address of IPv4 as two groups of IPv6. */
function halvesOf(address: string): readonly [string, string] {
  const [a = 0, b = 0, c = 0, d = 0] = address.split('.').map(Number);
  return [(a * 256 + b).toString(16), (c * 256 + d).toString(16)];
}

/** Whether an address is link-local or that of a metadata service; false for what is no address. */
export function isLinkLocal(address: string): boolean {
  const bare = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const family = isIP(bare);
  return family !== 0 && refused.check(bare, family === 4 ? 'ipv4' : 'ipv6');
}

/** The error that stands for a refusal. */
export function linkLocalError(host: string): Error {
  return Object.assign(new Error(`${host} is a link-local address`), { code: linkLocalCode });
}

/**
 * Node's own look-up, but what resolves to a link-local address is refused: it stands between the name
 * and the connection, so no answer of the DNS gets around it. An address needs no look-up and does not come
 * here: `isLinkLocal` asks of those.
 */
export const guardedLookup: LookupFunction = (host, options: LookupOptions, done) => {
  lookup(host, options, (error, found: string | LookupAddress[], family) => {
    const addresses = Array.isArray(found) ? found.map(({ address }) => address) : [found];
    const isRefused = error === null && addresses.some(isLinkLocal);
    done(isRefused ? linkLocalError(host) : error, found, family);
  });
};
