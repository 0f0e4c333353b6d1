import { mkdirSync, rmSync, symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, expect, test } from 'vitest';
import { listeningPorts } from '../../../src/discover/process/listening-ports.ts';
import { writeTree } from '../../support/tree.ts';

const made: string[] = [];
afterAll(() => {
  for (const folder of made) rmSync(folder, { recursive: true });
});

// proc(5), net/tcp: 0A listens, 01 is a connection; 0100007F is 127.0.0.1.
const head =
  '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode\n';
const row = (local: string, state: string, inode: number) =>
  `   0: ${local} 00000000:0000 ${state} 00000000:00000000 00:00000000 00000000  1000        0 ${inode} 1 0000 100 0 0 10 0\n`;
const tcp = `${head}${row('0100007F:1F90', '0A', 11)}${row('00000000:17AC', '0A', 12)}${row('0100007F:17AC', '01', 13)}${row('0A00002A:0050', '0A', 14)}`;
const tcp6 = `${head}${row('00000000000000000000000000000000:17AD', '0A', 15)}${row('00000000000000000000000001000000:17AE', '0A', 16)}${row('0000000000000000FFFF00000100007F:17AF', '0A', 17)}`;

function tree(sockets: Readonly<Record<string, number[]>>): string {
  const root = writeTree({
    'proc/7/net/tcp': tcp,
    'proc/7/net/tcp6': tcp6,
    'proc/self/net/tcp': tcp,
    'proc/self/net/tcp6': tcp6,
  });
  made.push(root);
  for (const [pid, inodes] of Object.entries(sockets)) {
    mkdirSync(join(root, 'proc', pid, 'fd'), { recursive: true });
    for (const inode of inodes) {
      symlinkSync(`socket:[${inode}]`, join(root, 'proc', pid, 'fd', String(inode)));
    }
  }
  return root;
}

test("a process's own, the usual one first", async () => {
  const root = tree({ '7': [11, 12, 13, 15, 16, 17], self: [99] });
  expect(await listeningPorts(7, root)).toEqual({
    addresses: [
      ...['127.0.0.1:6060', '127.0.0.1:8080', '127.0.0.1:6061'],
      ...['[::1]:6062', '127.0.0.1:6063'],
    ],
    exact: true,
  });
});

test('where its descriptors are closed all of the network namespace but our own', async () => {
  const root = tree({ self: [11, 15, 16, 17] });
  expect(await listeningPorts(7, root)).toEqual({
    addresses: ['127.0.0.1:6060', '42.0.0.10:80'],
    exact: false,
  });
});
