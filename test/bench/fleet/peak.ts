/**
 * How much memory the sidecar takes while it compares profiles of 5 MB, it and the process that compares together, and
 * how much is left of it afterwards.
 *
 *   npm run bench -- fleet --only peak
 */
import type { ChildProcess } from 'node:child_process';
import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as wait } from 'node:timers/promises';
import { generatedProfile, grownProfile } from '../support/generated-profile.ts';
import {
  answers,
  folder,
  log,
  start,
  startSidecar,
  statusMib,
  stop,
  tell,
} from '../support/sidecar-process.ts';

const bounds = { steadyMib: 80, peakMib: 130 };

await withLargeProfiles();

/** A program whose heap profile is 5 MB; it dies, and its life is compared. */
async function withLargeProfiles(): Promise<void> {
  const base = generatedProfile(60_000, 40_000, 7);
  const later = grownProfile(base, 1.2, Date.now());
  for (const [i, bytes] of [base, later].entries())
    writeFileSync(join(folder, `${i}.pb.gz`), bytes);
  const server = join(folder, 'server.mjs');
  writeFileSync(
    server,
    `import { createServer } from 'node:http';
import { readFileSync } from 'node:fs';
let asked = 0;
createServer((request, response) => {
  if (!request.url.startsWith('/debug/pprof/heap')) return response.writeHead(404).end();
  if (request.url.includes('debug=1')) return response.writeHead(404).end();
  // What looks for profiles asks without gc.
  const i = request.url.includes('gc=1') ? Math.min(1, asked++) : 0;
  response.end(readFileSync(new URL(i + '.pb.gz', import.meta.url)));
}).listen(16465, '127.0.0.1');
`,
  );
  const large = start(process.execPath, [server], {});
  await answers('http://127.0.0.1:16465/debug/pprof/heap');
  const port = 16466;
  const sidecar = startSidecar(large, port);
  await wait(20_000);
  await stop(large);
  const until = performance.now() + 60_000;
  // Of it and of the process in which it compares, each page once: what they share is no memory twice.
  let peakMib = 0;
  while (!log(port).includes('captures compared') && performance.now() < until) {
    peakMib = Math.max(peakMib, familyMib(sidecar));
    await wait(20);
  }
  const compared = log(port).match(/captures=\d+ growth="[^"]*"/)?.[0];
  // A peak of nothing holds any bound.
  if (compared === undefined) process.exitCode = 1;
  console.log(
    `profiles of ${(base.length / 1e6).toFixed(1)} MB: ${compared ?? 'MISS, not compared within a minute'}`,
  );
  tell('peak while they are compared', peakMib, 'MiB', bounds.peakMib);
  // The process that compares ends after three seconds; what was sent between the two is collected within a minute.
  await wait(70_000);
  tell('resident afterwards', statusMib(sidecar, 'VmRSS'), 'MiB', bounds.steadyMib);
  await stop(sidecar);
}

/** What a process and its children hold, what they share in parts (proc(5), Pss). */
function familyMib({ pid }: ChildProcess): number {
  const pids = readdirSync('/proc').filter((name) => /^\d+$/.test(name));
  const isOurs = (one: string) => Number(one) === pid || parentOf(one) === pid;
  return pids.filter(isOurs).reduce((sum, one) => sum + pssMib(one), 0);
}

function parentOf(pid: string): number {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[1]);
  } catch {
    return 0;
  }
}

function pssMib(pid: string): number {
  try {
    const text = readFileSync(`/proc/${pid}/smaps_rollup`, 'utf8');
    return Number(/^Pss:\s+(\d+)/m.exec(text)?.[1] ?? 0) / 1024;
  } catch {
    // It has ended meanwhile.
    return 0;
  }
}
