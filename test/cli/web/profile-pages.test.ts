import { expect, test } from 'vitest';
import { timeFormat } from '../../../src/cli/pprof/time-format.ts';
import { compareTwo } from '../../../src/cli/pprof/web/compare-two.ts';
import { browserCall } from '../../../src/cli/pprof/web/open-browser.ts';
import { ProfilePages } from '../../../src/cli/pprof/web/profile-pages.ts';
import { httpAddress } from '../../../src/cli/pprof/web/serve-profile.ts';
import { decodeProfile } from '../../../src/profile/decode-profile.ts';
import { encodeProfile } from '../../../src/profile/encode-profile.ts';
import { assembleProfile } from '../../../src/profile/merge/assemble-profile.ts';
import type { Profile } from '../../../src/profile/profile.ts';
import { defaultReportOptions } from '../../../src/profile/report/report-options.ts';
import { createProfileApp } from '../../../src/serve/profile-app.ts';
import { heapBytes } from '../../support/profile-text.ts';

const before = `
  300   1000  4096    shop/repo.Save repo/repo.go:11 < main.work main.go:9 < main.main main.go:5
  500   500   65536   shop/cache.Set cache/map.go:7 < main.main main.go:8
`;
const after = `
  90000 99000 4096    shop/repo.Save repo/repo.go:11 < main.work main.go:9 < main.main main.go:5
  100   900   65536   shop/cache.Set cache/map.go:7 < main.main main.go:8
`;

test('every view answers, with the strictest policy and nothing from elsewhere', async () => {
  const app = appOf(after);
  for (const view of ['flamegraph', 'top', 'peek', 'graph', 'source']) {
    const answer = await app.request(`/ui/${view}`);
    const text = await answer.text();
    expect([view, answer.status]).toEqual([view, 200]);
    expect(answer.headers.get('content-security-policy')).toContain("default-src 'none'");
    expect(text).toContain('repo.Save'.split('.')[1]);
    // No style, handler or script within the page, and no address but its own.
    expect(text).not.toMatch(/<style|\sstyle=|\son[a-z]+=|<script>|(?:src|href)="(?:https?:)?\/\//);
  }
});

test('the paths of pprof', async () => {
  const app = appOf(after);
  for (const [path, to] of [
    ['/?si=alloc_space', 'ui/flamegraph?si=alloc_space'],
    ['/ui', 'ui/flamegraph'],
    ['/ui/', 'flamegraph'],
  ]) {
    const answer = await app.request(path as string);
    expect([answer.status, answer.headers.get('location')]).toEqual([302, to]);
  }
  expect((await app.request('/ui/weblist')).status).toBe(404);
  expect((await app.request('/etc/passwd')).status).toBe(404);
  const profile = await app.request('/ui/download');
  const read = decodeProfile(new Uint8Array(await profile.arrayBuffer()));
  expect(read.ok && read.value.stacks.count).toBe(2);
});

test('the table is ordered by what its address says', async () => {
  const orders = await Promise.all(
    ['flat', 'cum', 'name'].map(async (sort) => namesOf(await textOf(`/ui/top?sort=${sort}`))),
  );
  expect(orders).toEqual([
    ['shop/repo.Save', 'shop/cache.Set', 'main.main', 'main.work'],
    ['main.main', 'main.work', 'shop/repo.Save', 'shop/cache.Set'],
    ['main.main', 'main.work', 'shop/cache.Set', 'shop/repo.Save'],
  ]);
});

test("pprof's parameters: filters, sample type, granularity", async () => {
  expect(namesOf(await textOf('/ui/top?f=cache'))).toEqual(['shop/cache.Set', 'main.main']);
  expect(namesOf(await textOf('/ui/top?h=main'))).toEqual(['shop/repo.Save', 'shop/cache.Set']);
  expect(namesOf(await textOf('/ui/top?i=repo&s=Set'))).toEqual(['shop/cache.Set']);
  expect(namesOf(await textOf('/ui/top?n=1'))).toEqual(['shop/repo.Save']);
  expect(await textOf('/ui/top?si=alloc_objects')).toContain('99000');
  expect(namesOf(await textOf('/ui/top?g=files'))[0]).toBe('repo/repo.go');
});

test('a search and a zoom of the flame graph', async () => {
  const found = await textOf('/ui/flamegraph?q=REPO');
  expect(found).toContain('98 % matched');
  expect(found.match(/class="[^"]*match"/g)).toHaveLength(1);
  const link = /href="flamegraph\?root=(\d+)" class="[^"]*"><svg [^>]*><title>main.work/.exec(
    found.replaceAll('q=REPO&amp;', ''),
  );
  const zoomed = await textOf(`/ui/flamegraph?root=${link?.[1]}`);
  expect(zoomed).not.toContain('<title>shop/cache.Set');
  expect(zoomed.match(/class="[^"]*caller"/g)).toHaveLength(2);
});

test.each<[string, string]>([
  ['/ui/top?f=(', '-focus: ( is no regular expression'],
  ['/ui/top?n=many', 'n: expected a number, got many'],
  ['/ui/top?g=words', 'g: expected one of'],
  ['/ui/top?si=wool', 'sample_index &quot;wool&quot; must be one of'],
  ['/ui/peek?f=nobody', 'no matches found for regexp: nobody'],
  ['/ui/flamegraph?root=99', 'root: there is no frame 99'],
  ['/ui/flamegraph?root=x', 'root: there is no frame x'],
])('%s is told what is wrong, on a page that goes on', async (path, reason) => {
  const answer = await appOf(after).request(path);
  const text = await answer.text();
  expect(answer.status).toBe(400);
  expect(text).toContain(reason);
  expect(text).toContain('href="flamegraph');
});

test('a name is text, wherever it stands', async () => {
  const evil = profileOf(
    '9 9 4096 evil"{img/src=x/onerror=alert(1)}&amp; a.go:1 < main.main',
    true,
  );
  for (const view of ['flamegraph', 'top', 'peek', 'graph', 'source']) {
    const text = await textOf(`/ui/${view}?f=evil&q=%3Cimg`, appFor(evil));
    expect(text).not.toContain('<img');
    expect(text).toContain('&lt;img');
  }
});

test('a difference names the culprit, as sure as two captures can be, and colours what changed', async () => {
  const text = await textOf('/ui/flamegraph', appOf(after, before));
  expect(text).toMatch(/<p class="badge">likely<\/p>\s*<h2>.*shop\/repo\.Save/);
  expect(text).toMatch(/class="g4"><svg [^>]*><title>shop\/repo\.Save/);
  expect(text).toMatch(/class="s4"><svg [^>]*><title>shop\/cache\.Set/);
  expect(text).toMatch(/change of inuse_space, \+\d/);
  const same = await textOf('/ui/top', appOf(after, after));
  expect(same).toContain('No answer: only one capture is left');
});

test('sources are not shown to a network', async () => {
  const profile = profileOf(after);
  const text = await textOf('/ui/source', appFor(profile, { readSource: null }));
  expect(text).toContain('sources are only shown on loopback');
});

test.each<[string, { host: string; port: number } | string]>([
  [':', { host: '127.0.0.1', port: 0 }],
  [':0', { host: '127.0.0.1', port: 0 }],
  ['localhost:8080', { host: '127.0.0.1', port: 8080 }],
  ['0.0.0.0:80', { host: '0.0.0.0', port: 80 }],
  ['[::1]:', { host: '::1', port: 0 }],
  ['8080', 'expected host:port'],
  ['a:b:c', 'expected host:port'],
])('-http=%s', (text, wanted) => {
  const address = httpAddress(text);
  if (typeof wanted === 'string') expect(address.ok || address.reason).toContain(wanted);
  else expect(address).toEqual({ ok: true, value: wanted });
});

test('a browser is opened where there is a screen', () => {
  const url = 'http://127.0.0.1:1/';
  expect(browserCall(url, {}, 'linux')).toBeNull();
  expect(browserCall(url, { DISPLAY: ':0' }, 'linux')).toEqual(['xdg-open', url]);
  expect(browserCall(url, {}, 'darwin')).toEqual(['open', url]);
});

function appOf(text: string, base?: string) {
  const source = profileOf(text);
  if (base === undefined) return appFor(source);
  const bases = [profileOf(base)] as const;
  const options = { bases, markBase: false, normalize: false, allFrames: false, comment: '' };
  const made = assembleProfile([source], options);
  if (!made.ok) throw new Error(made.reason);
  return appFor(made.value, { diff: compareTwo(bases, [source]) });
}

function appFor(profile: Profile, of: Partial<ConstructorParameters<typeof ProfilePages>[0]> = {}) {
  const pages = new ProfilePages({
    profile,
    options: defaultReportOptions,
    time: timeFormat('UTC'),
    readSource: () => ({ ok: true, value: ['package main'] }),
    diff: null,
    ...of,
  });
  return createProfileApp({
    page: (view, query) => pages.page(view, query),
    style: '',
    script: '',
    icon: '',
    profile: () => encodeProfile(profile),
  });
}

/** `isHostile`: { and } of the drawing become < and >, which it needs for itself. */
function profileOf(text: string, isHostile = false): Profile {
  const bytes = heapBytes(text, { gzip: false });
  const brackets: Readonly<Record<number, number>> = { 123: 0x3c, 125: 0x3e };
  const decoded = decodeProfile(isHostile ? bytes.map((byte) => brackets[byte] ?? byte) : bytes);
  if (!decoded.ok) throw new Error(decoded.reason);
  return decoded.value;
}

async function textOf(path: string, app = appOf(after)): Promise<string> {
  return (await app.request(path)).text();
}

/** The functions of a table, from the top. */
function namesOf(text: string): string[] {
  return [...text.matchAll(/<th scope="row"><a [^>]*>([^<]*)/g)].map(([, name]) => name ?? '');
}
