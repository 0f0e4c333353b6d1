import { BlockList, isIP } from 'node:net';

/** The addresses of loopback: RFC 1122 3.2.1.3 (127/8), RFC 4291 2.5.3 (::1), and 127/8 as IPv6. */
const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

/** Whether an address (no name) is only reached from this machine. */
export function isLoopback(address: string): boolean {
  const family = isIP(address);
  if (family === 0) return false;
  return loopback.check(address, family === 4 ? 'ipv4' : 'ipv6');
}

/**
 * Whether a request with this `Host` header may be answered by a server on loopback. A page from
 * anywhere can have its own name resolve to 127.0.0.1 (DNS rebinding) and read, with its visitor's
 * browser, what the visitor's machine serves to itself; the header then has the page's name. The port
 * is not looked at: a forwarded one (`ssh -L`, `kubectl port-forward`) differs.
 * `listenHost`: the address or name that was asked to listen on.
 */
export function isHostAllowed(header: string, listenHost: string): boolean {
  const name = /^(\[[^\]]*\]|[^:]*)(?::\d*)?$/.exec(header.trim())?.[1]?.toLowerCase();
  if (name === undefined) return false;
  const bare = name.replaceAll(/[[\]]/g, '');
  return ['localhost', '127.0.0.1', '::1', listenHost.toLowerCase()].includes(bare) && bare !== '';
}
