import type { Result } from '../model/result.ts';

/** What the book holds: one record by kind and key. */
export type RecordKind = 'incident' | 'notification' | 'snooze' | 'workload' | 'alert';

/** Which record; keys are unique within their kind. */
export type RecordName = { readonly kind: RecordKind; readonly key: string };

/** One record. `value` comes back as it was given: text as text, bytes as bytes. */
export type StoredRecord = {
  readonly key: string;
  /** When it was written, as the writer said. */
  readonly atMs: number;
  readonly value: string | Uint8Array;
};

/** What is to become of a record: this value in place of any other, or none. */
export type RecordChange = RecordName &
  ({ readonly atMs: number; readonly value: string | Uint8Array } | { readonly value: null });

/** A record without its value, and how much that takes. */
export type RecordSize = Pick<StoredRecord, 'key' | 'atMs'> & { readonly bytes: number };

/**
 * Records by kind and key, changed in transactions. Two books pass one table of tests
 * (`test/store/record-book.test.ts`): SQLite's, and its twin in memory. All but flushing is synchronous, since SQLite is:
 * who writes keeps a transaction small. An expected failure (a full disk, a damaged file) is a sentence, and then
 * nothing of the transaction is there.
 */
export type RecordBook = {
  /**
   * All of these changes, in order, or none. They outlive this process; the power only once they are flushed. What is
   * `deferrable` is refused while the log is full, or a flush hangs.
   */
  write(changes: readonly RecordChange[], how: 'urgent' | 'deferrable'): Result<void>;
  /**
   * Resolves when all that was written until now outlives the power too; fails when the disk says no, or nothing for
   * five seconds. Nobody else waits meanwhile. One at a time: while one hangs, the next one fails at once.
   */
  flush(): Promise<Result<void>>;
  read(name: RecordName): Result<StoredRecord | null>;
  /** By key, in the order of their UTF-8 bytes. */
  list(kind: RecordKind): Result<readonly StoredRecord[]>;
  /** The same without the values. */
  sizes(kind: RecordKind): Result<readonly RecordSize[]>;
  /** Gives some of the room of removed records back to the file system; whether there is more to give. */
  shrink(): Result<boolean>;
  /** What the log takes on disk before its records are where they belong, and the most that it may. */
  log(): { readonly bytes: number; readonly limit: number };
  /** Fails when its file is gone, or another one is in its place: what is written would go with it. */
  present(): Result<void>;
  /** What it takes on disk, with its log. */
  bytes(): number;
  /** Nothing can be read or written any more; a second time does nothing. */
  close(): void;
};
