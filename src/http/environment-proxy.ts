import { isIP } from 'node:net';

/**
 * The proxy that the environment names for a URL, as curl, Go and Python read it: `HTTP_PROXY`,
 * `HTTPS_PROXY` and `NO_PROXY`, in lower case too. Null: none, as for every name of this machine
 * itself. Meant for commands that a person calls; what polls for months is told its proxy in the
 * configuration.
 */
export function environmentProxy(
  url: string,
  env: Readonly<Record<string, string | undefined>>,
): string | null {
  if (!URL.canParse(url)) return null;
  const { protocol, hostname, port } = new URL(url);
  const host = hostname.replace(/^\[|\]$/g, '');
  if (host === 'localhost' || host === '::1' || /^127\./.test(host)) return null;
  const read = (name: string) => env[name.toUpperCase()] || env[name] || '';
  const proxy = read(protocol === 'https:' ? 'https_proxy' : 'http_proxy');
  if (proxy === '') return null;
  const usedPort = port || (protocol === 'https:' ? '443' : '80');
  const isDirect = read('no_proxy')
    .split(',')
    .some((entry) => covers(entry.trim().toLowerCase(), host, usedPort));
  return isDirect ? null : withScheme(proxy);
}

/** `*`, a host, a domain with or without its dot, an address, a range of addresses; each with a port or not. */
function covers(entry: string, host: string, port: string): boolean {
  if (entry === '') return false;
  if (entry === '*') return true;
  const [, name = entry, onlyPort] = /^(.*?):(\d+)$/.exec(entry) ?? [];
  // An address of IPv6 ends in what looks like a port.
  const isWhole = isIP(entry) === 6;
  if (!isWhole && onlyPort !== undefined && onlyPort !== port) return false;
  const wanted = isWhole ? entry : name;
  if (wanted.includes('/')) return isInRange(wanted, host);
  if (wanted === host) return true;
  const domain = wanted.replace(/^\*?\./, '');
  return host.endsWith(`.${domain}`) && isIP(host) === 0;
}

/** Whether an address of IPv4 is in a range such as `10.0.0.0/8`. */
function isInRange(range: string, host: string): boolean {
  const [network = '', length = ''] = range.split('/');
  const bits = Number(length);
  if (isIP(network) !== 4 || isIP(host) !== 4 || !(bits >= 0 && bits <= 32)) return false;
  const size = 2 ** (32 - bits);
  return Math.floor(numberOf(network) / size) === Math.floor(numberOf(host) / size);
}

function numberOf(address: string): number {
  return address.split('.').reduce((sum, part) => sum * 256 + Number(part), 0);
}

function withScheme(proxy: string): string | null {
  const url = /^[a-z][a-z0-9+.-]*:\/\//i.test(proxy) ? proxy : `http://${proxy}`;
  return URL.canParse(url) && /^https?:/i.test(url) ? url : null;
}
