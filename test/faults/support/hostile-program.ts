import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { gunzipSync, gzipSync } from 'node:zlib';
import { Profile, StringTable } from 'pprof-format';
import { heapBytes } from '../../support/profile-text.ts';

const mib = 2 ** 20;

/** Names that whoever compiles a program may give its functions and files; each has a mark by which it is found again. */
const hostileNames = {
  leaf: 'evil/pkg.Leak</td><script>alert("leaf-mark")</script>\u001b]0;owned\u0007\u001b[2J\u202e',
  root: `evil/main."><img src=x onerror='alert("root-mark")'>\r\n\u009b31m`,
  file: '/src/</title><script>alert("file-mark")</script>/\u001b[5m../../etc/passwd.go',
} as const;

/** A Go program that leaks 30 MiB a second in a function of a hostile name, with its heap profiles. */
export async function hostileProgram() {
  const startedMs = Date.now();
  const seconds = () => (Date.now() - startedMs) / 1000;
  const server = createServer((request, response) => {
    if (request.url?.includes('/heap')) response.end(heapAt(seconds()));
    else if (request.url?.startsWith('/metrics')) {
      const live = (200 + 30 * seconds() + Math.random() * 0.3) * mib;
      response.setHeader('content-type', 'text/plain; version=0.0.4');
      response.end(
        [
          `go_gc_heap_live_bytes ${live}`,
          `process_resident_memory_bytes ${live * 1.3}`,
          `process_start_time_seconds ${startedMs / 1000}`,
          `go_gc_gomemlimit_bytes ${4096 * mib}`,
          '',
        ].join('\n'),
      );
    } else response.writeHead(404).end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  return {
    address: `127.0.0.1:${(server.address() as AddressInfo).port}`,
    close() {
      server.closeAllConnections();
      server.close();
    },
  };
}

/** 30 MiB of it a second, in blocks of 4 KiB, beside what stays as it is. */
function heapAt(seconds: number): Uint8Array {
  const blocks = Math.round(256 * 30 * seconds);
  const drawn = heapBytes(
    `${blocks} ${blocks + 900} 4096 LEAF FILE:11 < ROOT FILE:5
     50000 60000 4096 shop/cache.Load shop/cache.go:9 < ROOT FILE:5`,
    { atMs: Date.now() },
  );
  const profile = Profile.decode(gunzipSync(drawn));
  const names: Readonly<Record<string, string>> = {
    LEAF: hostileNames.leaf,
    ROOT: hostileNames.root,
    FILE: hostileNames.file,
  };
  const stringTable = new StringTable();
  for (const text of profile.stringTable.strings) stringTable.dedup(names[text] ?? text);
  return gzipSync(new Profile({ ...profile, stringTable }).encode());
}
