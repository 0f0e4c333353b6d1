import { type LookupAddress, type LookupOptions, lookup } from 'node:dns';
import { BlockList, isIP, type LookupFunction } from 'node:net';

/** The code of the error with which a connection to a link-local address is refused. */
export const linkLocalCode = 'ELINKLOCAL';

/**
 * Where clouds serve a machine its credentials, and the rest of what is link-local: AWS, Google, Azure,
 * DigitalOcean, OpenStack at 169.254.169.254, AWS over IPv6 at fd00:ec2::254, Alibaba at
 * 100.100.100.200, Azure's own at 168.63.129.16, Oracle's at 192.0.0.192.
 */
const refused = new BlockList();
refused.addSubnet('169.254.0.0', 16, 'ipv4');
for (const address of ['100.100.100.200', '168.63.129.16', '192.0.0.192']) {
  refused.addAddress(address, 'ipv4');
}
refused.addSubnet('fe80::', 10, 'ipv6');
refused.addAddress('fd00:ec2::254', 'ipv6');
// An address of IPv4 inside one of IPv6, as a translating network reaches it (RFC 6052).
refused.addSubnet('64:ff9b::a9fe:0', 112, 'ipv6');

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
