import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Ports on which something listens. */
export type Listening = {
  /** `127.0.0.1:6060`, `[::1]:6060`: where to ask. */
  readonly addresses: readonly string[];
  /** Whether they are known to be the process's own; else they are of its network namespace. */
  readonly exact: boolean;
};

/** More than an app has; what would follow is somebody's port range. */
const most = 16;

/** Where a Go program has its profiles as a rule: asked first. */
const usualPort = 6060;

const listens = '0A';

/**
 * Where process `pid` listens for TCP, by the inodes of its open sockets; where its descriptors may not be read,
 * or `pid` is null, wherever anybody listens in that network namespace, which the containers of a pod share.
 * Never where this process does.
 */
export async function listeningPorts(pid: number | null, root = '/'): Promise<Listening> {
  const process = join(root, 'proc', pid === null ? 'self' : String(pid));
  const tables = await Promise.all(
    ['tcp', 'tcp6'].map((name) => readFile(join(process, 'net', name), 'utf8').catch(() => '')),
  );
  const ours = await socketsOf(join(root, 'proc/self'));
  const theirs = pid === null ? null : await socketsOf(process);
  const sockets = tables
    .flatMap(parseTable)
    .filter(({ inode }) => ours?.has(inode) !== true && (theirs === null || theirs.has(inode)));
  const addresses = [...new Set(sockets.map(({ address }) => address))];
  const isUsual = (address: string) => (address.endsWith(`:${usualPort}`) ? 0 : 1);
  return {
    addresses: addresses.sort((a, b) => isUsual(a) - isUsual(b)).slice(0, most),
    exact: theirs !== null,
  };
}

/** The inodes of the sockets that a process has open; null: its descriptors may not be read. */
async function socketsOf(process: string): Promise<ReadonlySet<string> | null> {
  const names = await readdir(join(process, 'fd')).catch(() => null);
  if (names === null) return null;
  const targets = await Promise.all(
    names.map((name) => readlink(join(process, 'fd', name)).catch(() => '')),
  );
  const inodes = targets.map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1]);
  return new Set(inodes.filter((inode) => inode !== undefined));
}

/** proc(5), net/tcp: the second column is the local address in hex, the fourth the state, the tenth the inode. */
function parseTable(table: string): { address: string; inode: string }[] {
  return table.split('\n').flatMap((line) => {
    const [, local = '', , state, , , , , , inode = ''] = line.trim().split(/\s+/);
    const [host, port] = local.split(':');
    if (state !== listens || host === undefined || port === undefined) return [];
    return [{ address: `${reachable(host)}:${Number.parseInt(port, 16)}`, inode }];
  });
}

/** Words of four bytes, each in the machine's own order, which is little-endian wherever Node runs. */
function reachable(hex: string): string {
  const bytes = (hex.match(/.{8}/g) ?? []).flatMap((word) => [
    ...Buffer.from(word, 'hex').reverse(),
  ]);
  const mapped = bytes.slice(0, 12).every((byte, i) => byte === (i < 10 ? 0 : 0xff));
  const v4 = bytes.length === 4 ? bytes : mapped ? bytes.slice(12) : null;
  // Every address there is includes loopback.
  if (bytes.every((byte) => byte === 0)) return '127.0.0.1';
  if (v4 !== null) return v4.join('.');
  const groups = Array.from({ length: 8 }, (_, i) =>
    (((bytes[2 * i] ?? 0) << 8) | (bytes[2 * i + 1] ?? 0)).toString(16),
  );
  return `[${new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1)}]`;
}
