import { readFileSync } from 'node:fs';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import { test } from 'vitest';
import { decodeProfile } from '../../src/profile/decode-profile.ts';
import { flatCum } from '../../src/profile/flat-cum.ts';
import { parseList } from '../../src/store/bucket/parse-list.ts';
import { fuzz } from './support/fuzz.ts';
import { mutated } from './support/mutated.ts';

const recorded = ['slice/heap.4', 'blocked/goroutine.4', 'none/heap.0', 'labels/heap.2'].map(
  (name) => readFileSync(new URL(`../data/profiles/${name}.pb.gz`, import.meta.url)),
);
const texts = [
  'heap profile: 4: 73728 [141: 151552] @ heap/1048576\n1: 65536 [1: 65536] @ 0x47a5c5 0x47a559\n#\t0x47a5c4\tmain.leak+0x24\t/src/main.go:10\n\n# runtime.MemStats\n# Alloc = 1100\n',
  'goroutine profile: total 3\n2 @ 0x47a5c5 0x47a559\n#\t0x47a5c4\tmain.wait+0x24\t/src/main.go:10\n',
  'goroutine 7 [chan receive, 12 minutes]:\nmain.wait(0xc000012345, {0x1, 0x2})\n\t/src/main.go:10 +0x24\ncreated by main.main in goroutine 1\n\t/src/main.go:5 +0x1\n',
  'heap_v2/524288\n  t*: 28106: 56637512 [0: 0]\n  t0: 352: 16777344 [0: 0]\n@ 0x1 0x2\n  t*: 1: 2 [3: 4]\n\nMAPPED_LIBRARIES:\n00400000-00500000 r-xp 00000000 08:01 123 /bin/app\n',
  'heap profile:      1:     2 [     3:     4] @ heapprofile\n1: 2 [3: 4] @ 0x1 0x2\n\nMAPPED_LIBRARIES:\n00400000-00500000 r-xp 00000000 08:01 123 /bin/app\n',
  '{"head":{"callFrame":{"functionName":"(root)","scriptId":"0","url":"","lineNumber":-1,"columnNumber":-1},"selfSize":0,"id":1,"children":[{"callFrame":{"functionName":"leak","scriptId":"5","url":"file:///a.js","lineNumber":3,"columnNumber":2},"selfSize":4096,"id":2,"children":[]}]},"samples":[{"size":4096,"nodeId":2,"ordinal":1}]}',
];

function read(bytes: Uint8Array): void {
  const profile = decodeProfile(bytes);
  if (profile.ok && profile.value.stacks.count > 0) flatCum(profile.value, 0);
}

test('profiles, unpacked', async () => {
  await fuzz({
    name: 'profiles',
    cases: 6_000,
    inputs: mutated([...recorded.map((bytes) => gunzipSync(bytes)), ...texts], 1024 ** 2),
    run: read,
    mostMs: 2_000,
    mostPeakMiB: 400,
  });
});

test('profiles, packed, and packed again, and bombs', async () => {
  const bombs = fc
    .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 4 }), fc.nat(255))
    .map(([mebibytes, members, byte]) => {
      const one = gzipSync(Buffer.alloc(mebibytes * 1024 ** 2, byte), { level: 9 });
      return Buffer.concat(Array.from({ length: members }, () => one));
    });
  await fuzz({
    name: 'packed profiles',
    cases: 1_500,
    inputs: fc.oneof(
      { weight: 10, arbitrary: mutated(recorded) },
      { weight: 4, arbitrary: mutated(texts, 64 * 1024).map((bytes) => gzipSync(bytes)) },
      { weight: 1, arbitrary: bombs },
    ),
    run: read,
    mostMs: 2_000,
    mostPeakMiB: 500,
  });
});

test('lists of a bucket', async () => {
  const list = `<?xml version="1.0"?><ListBucketResult><IsTruncated>true</IsTruncated><NextContinuationToken>x&amp;y</NextContinuationToken>${'<Contents><Key>eu/2026-01-01/a/b.pb.gz</Key><Size>5</Size></Contents>'.repeat(20)}<CommonPrefixes><Prefix>eu/2026-01-02/</Prefix></CommonPrefixes></ListBucketResult>`;
  await fuzz({
    name: 'bucket lists',
    cases: 3_000,
    inputs: mutated([list, list.replaceAll('</Contents>', '')], 512 * 1024),
    run: (bytes) => parseList(bytes, 'eu/'),
    mostMs: 500,
    mostPeakMiB: 150,
  });
});
