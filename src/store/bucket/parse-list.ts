import { insideTags, textOfTag } from './xml-text.ts';

/**
 * One object of a bucket. `path` is relative to the configured prefix, as in the store's folder. `etag`, without its
 * quotes, is the MD5 of the bytes in hexadecimal unless the bucket encrypts with keys of its own; '': none was given.
 * `modifiedAtMs`: when it was last written; 0: the bucket does not say.
 */
export type BucketObject = {
  readonly path: string;
  readonly bytes: number;
  readonly etag: string;
  readonly modifiedAtMs: number;
};

/** What lies under a path: objects, and where a list was cut at `/` the folders. */
export type BucketList = {
  readonly objects: readonly BucketObject[];
  readonly folders: readonly string[];
};

/**
 * One page of S3's ListObjectsV2; null: it is none. Keys are given without `root`. `next`: what to ask for the
 * page after this one; null: this is the last.
 */
export function parseList(
  body: Uint8Array,
  root: string,
): (BucketList & { readonly next: string | null }) | null {
  const text = Buffer.from(body).toString('utf8');
  if (!text.includes('<ListBucketResult')) return null;
  const objects = insideTags(text, 'Contents').map((entry) => ({
    key: textOfTag(entry, 'Key') ?? '',
    bytes: Number(textOfTag(entry, 'Size') ?? 0),
    etag: (textOfTag(entry, 'ETag') ?? '').replaceAll('"', ''),
    modifiedAtMs: Date.parse(textOfTag(entry, 'LastModified') ?? '') || 0,
  }));
  const folders = insideTags(text, 'CommonPrefixes').map(
    (entry) => textOfTag(entry, 'Prefix') ?? '',
  );
  const isOurs = (key: string) => key.startsWith(root);
  const token = textOfTag(text, 'NextContinuationToken');
  return {
    objects: objects
      .filter(({ key }) => isOurs(key))
      .map(({ key, ...object }) => ({ ...object, path: key.slice(root.length) })),
    folders: folders.filter(isOurs).map((key) => key.slice(root.length)),
    next: textOfTag(text, 'IsTruncated') === 'true' && token ? token : null,
  };
}
