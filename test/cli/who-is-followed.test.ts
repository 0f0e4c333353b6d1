import { expect, test } from 'vitest';
import type { Followed } from '../../src/cli/processes/followed.ts';
import { whoIsFollowed } from '../../src/cli/processes/who-is-followed.ts';
import type { ProcessInfo } from '../../src/discover/process/list-processes.ts';
import type { ProcessMatch } from '../../src/model/config.ts';

const self = 30;

/** `pid name parent cgroup MiB`, a process each, beside `pause` and this one; a name that is given twice is another life. */
function processes(text: string): ProcessInfo[] {
  const always = '1 pause 0 /../pause 1; 30 node 0 / 80';
  return `${always}; ${text}`.split('; ').flatMap((line) => {
    const [pid, comm = '', parent, cgroup = '', mib] = line.trim().split(/\s+/);
    const [name = '', life = '1'] = comm.split('@');
    if (pid === '' || comm === '') return [];
    return {
      pid: Number(pid),
      comm: name,
      name,
      parent: Number(parent),
      cgroup,
      rssBytes: Number(mib) * 2 ** 20,
      cmdline: `/bin/${name}`,
      uid: 1000,
      startTicks: Number(pid) * 10 + Number(life),
    };
  });
}

/** Lists the processes again and again, `everyMs` apart; whom it follows by `name:pid`, `name:gone`. */
function follows(everyMs: number, match: Partial<ProcessMatch> = {}) {
  let followed: readonly Followed[] = [];
  let newcomers: readonly ProcessInfo[] | null = null;
  let nowMs = 0;
  return (text: string) => {
    nowMs += everyMs;
    const all = processes(text);
    const residentBytes = (of: number) => all.find(({ pid }) => pid === of)?.rssBytes ?? 0;
    const meant = { notSelf: true, comm: null, cmdline: null, pid: null, ...match };
    const seen = { all, match: meant, self, nowMs, residentBytes, newcomers };
    const who = whoIsFollowed(followed, seen);
    for (const { each, process } of who.begun) Object.assign(each, { process, goneSinceMs: null });
    ({ followed, newcomers } = who);
    return {
      who: followed.map(
        ({ name, process, goneSinceMs }) =>
          `${name}:${goneSinceMs === null ? process?.pid : 'gone'}`,
      ),
      followed,
    };
  };
}

const served = { page: null, profilesUrl: 'http://127.0.0.1:6060/debug/pprof' };

test('a shell that has started the app gives way to it, once it is larger and stays', () => {
  const list = follows(5_000);
  expect(list('8 sh 0 /../app 1; 9 nc 8 /../app 0.5').who).toEqual(['sh:8']);
  expect(list('8 sh 0 /../app 1; 20 server 8 /../app 9').who).toEqual(['sh:8']);
  expect(list('8 sh 0 /../app 1; 20 server 8 /../app 12').who).toEqual(['server:20']);
  expect(list('8 sh 0 /../app 1; 20 server 8 /../app 300').who).toEqual(['server:20']);
});

test('what is larger for a moment is not the app', () => {
  const list = follows(5_000);
  list('8 sh 0 /../app 1');
  list('8 sh 0 /../app 1; 20 nc 8 /../app 3');
  expect(list('8 sh 0 /../app 1; 21 nc 8 /../app 3').who).toEqual(['sh:8']);
  expect(list('8 sh 0 /../app 1; 22 nc 8 /../app 3').who).toEqual(['sh:8']);
});

test.each([
  ['workers of the same name', '9 server 8 /../app 500', {}],
  ['what a program that serves something starts', '9 chrome 8 /../app 500', served],
  ['what it has not started', '40 bash 0 /../app 500', {}],
])('%s: whoever is followed stays', (_, beside, found) => {
  const list = follows(5_000);
  const first = list('8 server 0 /../app 100').followed[0];
  Object.assign(first ?? {}, { found: { page: null, profilesUrl: null, ...found } });
  for (let i = 0; i < 5; i++) {
    expect(list(`8 server 0 /../app 100; ${beside}`).who).toEqual(['server:8']);
  }
});

test('what has long run by itself is an app, and a larger program that it starts is a helper', () => {
  const list = follows(60_000);
  for (let i = 0; i < 15; i++) list('8 java 0 /../app 200; 9 sh 0 /../other 2');
  for (let i = 0; i < 5; i++) {
    const { who } = list(
      '8 java 0 /../app 200; 9 sh 0 /../other 2; 70 ffmpeg 8 /../app 300; 71 late 9 /../other 30',
    );
    expect(who[0]).toBe('java:8');
    // A shell may have waited for a database all the while.
    expect(who[1]).toBe(i < 1 ? 'sh:9' : 'late:71');
  }
});

test('a shell that becomes the app is called by it, and the next life is the same target', () => {
  const list = follows(1_000);
  list('8 sh 0 /../app 1');
  const { followed } = list('8 server 0 /../app 9');
  expect(followed.map(({ name }) => name)).toEqual(['server']);
  expect(list('').who).toEqual(['server:gone']);
  for (let i = 0; i < 5; i++) {
    expect(list('50 sh 0 /../again 1; 51 nc 50 /../again 0.5').who).toEqual(['server:gone']);
  }
  const again = list('50 server 0 /../again 9');
  expect(again.who).toEqual(['server:50']);
  expect(again.followed[0]).toBe(followed[0]);
});

test('below a shell that lives on the next life is the same target too', () => {
  const list = follows(1_000);
  list('8 sh 0 /../app 1; 9 server 8 /../app 0.5');
  list('8 sh 0 /../app 1; 9 server 8 /../app 9');
  const { followed } = list('8 sh 0 /../app 1; 9 server 8 /../app 9');
  expect(list('8 sh 0 /../app 1').who).toEqual(['server:gone']);
  expect(list('8 sh 0 /../app 1').who).toEqual(['server:gone']);
  expect(list('8 sh 0 /../app 1; 19 server 8 /../app 9').followed).toEqual(followed);
});

test('a program that calls itself by what it does is renamed once at most', () => {
  const list = follows(1_000);
  list('8 puma 0 /../app 9');
  expect(list('8 puma-1 0 /../app 9').who).toEqual(['puma-1:8']);
  expect(list('8 puma-2 0 /../app 9').who).toEqual(['puma-1:8']);
});

test('what is no longer meant under its new name stays who it was', () => {
  const list = follows(1_000, { comm: 'launcher' });
  list('8 launcher 0 /../app 9');
  expect(list('8 app 0 /../app 9').who).toEqual(['launcher:8']);
});

test('who is there for a moment alone is nobody: the `sleep 1` of a shell', () => {
  const list = follows(1_000);
  list('');
  expect(list('8 sh 0 /../app 1; 9 sleep 8 /../app 2').who).toEqual([]);
  expect(list('8 sh 0 /../app 1; 10 sleep 8 /../app 2').who).toEqual([]);
  expect(list('8 server 0 /../app 9').who).toEqual([]);
  expect(list('8 server 0 /../app 9').who).toEqual(['server:8']);
});

test('who is there at the start is followed at once, and so is who comes back', () => {
  const list = follows(1_000);
  expect(list('8 server 0 /../app 9').who).toEqual(['server:8']);
  list('');
  expect(list('9 server 0 /../again 9').who).toEqual(['server:9']);
});

test('what has ended for good is forgotten, unless nobody else is there', () => {
  const list = follows(120_000);
  list('8 migrate 0 /../init 20');
  expect(list('').who).toEqual(['migrate:gone']);
  list('20 server 0 /../app 9');
  expect(list('20 server 0 /../app 9').who).toEqual(['migrate:gone', 'server:20']);
  list('20 server 0 /../app 9');
  list('20 server 0 /../app 9');
  expect(list('20 server 0 /../app 9').who).toEqual(['server:20']);
  for (let i = 0; i < 10; i++) list('');
  expect(list('').who).toEqual(['server:gone']);
});

test('an app that serves nothing is followed again once the helper that was larger has ended', () => {
  const list = follows(15_000);
  list('8 java 0 /../app 100');
  list('8 java 0 /../app 100; 9 ffmpeg 8 /../app 500');
  expect(list('8 java 0 /../app 100; 9 ffmpeg 8 /../app 500').who).toEqual(['ffmpeg:9']);
  for (let i = 0; i < 7; i++) list('8 java 0 /../app 100');
  expect(list('8 java 0 /../app 100').who).toEqual(['ffmpeg:gone', 'java:8']);
});

test('no two are of one name, whoever of them has given way or ended', () => {
  const list = follows(5_000);
  expect(list('8 sh 0 /../a 1; 9 sh 0 /../b 1').who).toEqual(['sh:8', 'sh#2:9']);
  list('8 alpha 0 /../a 30; 9 sh 0 /../b 1');
  list('8 alpha 0 /../a 30; 9 sh 0 /../b 1; 10 sh 0 /../c 1');
  const { who } = list('8 alpha 0 /../a 30; 9 sh 0 /../b 1; 10 sh 0 /../c 1');
  expect(who).toEqual(['sh#2:9', 'alpha:8', 'sh:10']);
});
