import { pino } from 'pino';
import type { WatchEvent } from '../model/event.ts';
import { printable } from '../render/printable.ts';
import { eventRecord, type LogLevel, type LogRecord } from '../serve/event-record.ts';
import { logfmt } from '../serve/logfmt.ts';
import { type Repeated, RepeatLimit } from '../serve/repeat-limit.ts';

export const logFormats = ['logfmt', 'json'] as const;

/** How the log is to be written, and to where. */
export type ServeLogOptions = {
  /** The least that is written. */
  readonly level: LogLevel;
  readonly format: (typeof logFormats)[number];
  readonly to: { readonly write: (text: string) => unknown };
  readonly nowMs: () => number;
};

/** The log of `serve`: one record a line. */
export type ServeLog = {
  readonly event: (event: WatchEvent) => void;
  readonly write: (record: LogRecord) => void;
  /** How many lines are said once a minute just now. */
  readonly remembered: () => number;
  /** Writes the counts of what was held back. */
  readonly close: () => void;
};

/**
 * A log by pino, as logfmt or JSON: `time` (RFC 3339), `level`, `msg`, then the record's fields. The
 * same record within a minute is counted, not written; `repeated` says how often it came.
 */
export function createServeLog({ level, format, to, nowMs }: ServeLogOptions): ServeLog {
  const logger = pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(nowMs()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
    },
    format === 'json' ? to : { write: (line: string) => to.write(`${asLogfmt(line)}\n`) },
  );
  const limit = new RepeatLimit<LogRecord>();
  const put = (record: LogRecord, more: { repeated?: number } = {}) =>
    logger[record.level]({ ...printableFields(record), ...more }, record.message);
  const putAll = (over: readonly Repeated<LogRecord>[]) => {
    for (const { said, times } of over) put(said, { repeated: times });
  };
  const write = (record: LogRecord) => {
    if (!logger.isLevelEnabled(record.level)) return;
    const { passes, over } = limit.say(JSON.stringify(record), record, nowMs());
    putAll(over);
    if (passes) put(record);
  };
  return {
    event: (event) => write(eventRecord(event)),
    write,
    remembered: () => limit.remembered,
    close: () => putAll(limit.flush()),
  };
}

/** Reasons and names come from outside: a log is read on terminals. */
function printableFields({ fields }: LogRecord): Record<string, unknown> {
  const entries = Object.entries(fields).map(([name, value]) => [
    name,
    typeof value === 'string' ? printable(value) : value,
  ]);
  return Object.fromEntries(entries);
}

/** pino writes JSON and nothing else; its first fields in the order of Prometheus' own log. */
function asLogfmt(line: string): string {
  const { time, level, msg, ...fields } = JSON.parse(line) as Record<string, unknown>;
  return logfmt({ time, level, msg, ...fields });
}
