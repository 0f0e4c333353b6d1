import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Snooze } from '../model/quiet.ts';
import { hasShape } from './has-shape.ts';
import type { RecordChange } from './record-book.ts';

const shape = {
  id: 'string',
  workload: 'string',
  why: 'string',
  by: 'string',
  sinceMs: 'number',
  untilMs: 'number',
} as const;

/** Where an older sawtooth kept the snoozes of the store at `path`. */
export function snoozeFile(path: string): string {
  return join(path, 'snoozes.json');
}

/** What an older sawtooth left; none where it left nothing that can be read. */
export function readSnoozeFile(path: string): readonly Snooze[] {
  try {
    const read: unknown = JSON.parse(readFileSync(snoozeFile(path), 'utf8'));
    return Array.isArray(read) ? read.filter(isSnooze) : [];
  } catch {
    return [];
  }
}

/** A snooze as a record. */
export function snoozeRecord(snooze: Snooze): RecordChange {
  return { kind: 'snooze', key: snooze.id, atMs: snooze.sinceMs, value: JSON.stringify(snooze) };
}

/** The text of a snooze's record; null: it is none. */
export function parseSnooze(text: string): Snooze | null {
  try {
    const read: unknown = JSON.parse(text);
    return isSnooze(read) ? read : null;
  } catch {
    return null;
  }
}

function isSnooze(value: unknown): value is Snooze {
  return hasShape(value, shape);
}
