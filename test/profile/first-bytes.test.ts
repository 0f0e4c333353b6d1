import { gzipSync } from 'node:zlib';
import { expect, test } from 'vitest';
import { decodeProfile } from '../../src/profile/decode-profile.ts';

/** Latin-1: a character a byte. */
const bytesOf = (text: string) => Uint8Array.from(text, (char) => char.charCodeAt(0));

test.each<[string, string]>([
  ['<!DOCTYPE html><title>Login</title>', 'an HTML or XML page; it begins "<!DOCTYPE html>'],
  ['<?xml version="1.0"?>', 'an HTML or XML page'],
  ['{"error":"not found"}', 'JSON'],
  ['{"snapshot":{"meta":{}}}', 'a heap snapshot of V8'],
  ['{"nodes":[{"id":1}],"startTime":1}', 'a CPU profile or trace of V8'],
  ['--- mutex:\ncycles/second=1\n', 'a text of waiting times'],
  ['--- threadz 1 ---\n', 'a text of waiting times or threads'],
  ['# HELP go_goroutines Number\n', 'a metrics page'],
  ['version https://git-lfs.github.com/spec/v1\n', 'a pointer of Git LFS'],
  ['H4sIAAAAAAAE/+JiYGBg', 'a gzip file in base64'],
  ['\xff\xfeh\0e\0a\0p\0', 'text in UTF-16'],
  ['\xef\xbb\xbfheap profile: 1: 2 [3: 4] @ heap/2\n', 'text with a byte order mark'],
  ['\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0\x02\0', 'a program or a core dump (ELF)'],
  ['MZ\x90\0\x03\0\0\0', 'a program'],
  ['\xcf\xfa\xed\xfe\x07\0\0\x01', 'a program'],
  ['PERFILE2\x68\0\0\0\0\0\0\0', "a recording of Linux' perf"],
  ['FLR\0\0\x02\0\x01', 'a recording of the JDK (JFR)'],
  ['JAVA PROFILE 1.0.2\0\0\0\0\x08', 'a heap dump of a JVM'],
  ['go1.7 heap dump\n\x06', 'a heap dump of Go'],
  ['go 1.26 trace\0\0\0', 'an execution trace of Go'],
  ['desc: (none)\ncmd: ./shop\ntime_unit: i\n', "Valgrind's massif"],
  ['v 10500 2\nX /bin/shop\n', 'heaptrack'],
  ['memray\0\x0c\0\0\0', 'memray'],
  ['\x80\x04\x95\x10\0\0\0', 'a pickle of Python'],
  ['Nettrace\x14\0\0\0!FastSerialization.1', '.NET'],
  ['\0\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0\x10\x27\0\0', 'a CPU profile of gperftools'],
  ['\0\0\0\0\0\0\0\x03\0\0\0\0\0\0\x27\x10', 'a CPU profile of gperftools'],
  ['PK\x03\x04\x14\0', 'a zip file'],
  ['BZh91AY&SY', 'a bzip2 file'],
  ['\xfd7zXZ\0\0\x04', 'an xz file'],
  ['\x04\x22\x4d\x18\x64\x40', 'an lz4 file'],
  ['\x28\xb5\x2f\xfd\x04\x58', 'zstd'],
  [`heap.pb.gz${'\0'.repeat(247)}ustar\x0000`, 'a tar file'],
  ['\x89PNG\r\n\x1a\n', 'a picture or a document'],
  ['SQLite format 3\0\x10\0', 'a database'],
  ['main.main;shop.Save 4096\nmain.main 3\n', 'folded stacks'],
  ['jeheap: 1 2 3\n', 'something that begins "jeheap: 1 2 3"'],
  [
    '\x01\x02\x03\x04\xff\xfe\x05\x06\x07',
    'something that begins with the bytes 01 02 03 04 ff fe 05 06',
  ],
  ['   \n\t\n', 'something that begins with'],
  ['', 'nothing: there are no bytes'],
])('%j is answered by what it looks like, in gzip too', (text, means) => {
  for (const bytes of [bytesOf(text), gzipSync(bytesOf(text))]) {
    const profile = decodeProfile(bytes);
    expect(profile.ok).toBe(false);
    expect(profile.ok ? '' : profile.reason).toContain(means);
  }
});

test('gzip within gzip', () => {
  const profile = decodeProfile(gzipSync(gzipSync(bytesOf('x'))));
  expect(profile.ok ? '' : profile.reason).toContain('a gzip file within a gzip file');
});

test('what might be split into frames in every way is looked at in no time', () => {
  const startedMs = performance.now();
  // Twice as many ways for each of these: it would not end in a lifetime.
  decodeProfile(bytesOf('];x'.repeat(170)));
  expect(performance.now() - startedMs).toBeLessThan(1000);
});
