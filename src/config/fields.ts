import { z } from 'zod';
import { isHttpUrl } from '../model/is-http-url.ts';
import { wrongName } from '../model/label-name.ts';
import type { Result } from '../model/result.ts';
import { parseDuration } from './parse-duration.ts';
import { parseGrowth, parseSize } from './parse-size.ts';

/**
 * The kinds of field that configuration and rules are made of. Every scalar comes as a text (see
 * `readYaml`); `meta` says what a JSON Schema says of it instead. A schema's own message is the
 * second half of a problem's sentence: what the field needs.
 */

/** A text; an editor may take a number or a yes for it, as Prometheus does. */
export function text(needs = 'a text') {
  return z.string({ error: needs }).meta({ type: ['string', 'number', 'boolean'] });
}

/** A text that says something. */
export function name(needs: string) {
  return text(needs).min(1, { error: needs });
}

/** A duration in Prometheus' grammar, in ms. */
export function duration() {
  return parsed(parseDuration, 'a duration such as 30s, 5m or 1h30m');
}

/** A duration of more than nothing, in ms. */
export function span() {
  return duration().refine((ms) => ms > 0, { error: 'it must be longer than 0' });
}

/** A size, in bytes. */
export function size() {
  return parsed(parseSize, 'a size such as 512MiB');
}

/** A share of the limit, or a size, of more than nothing. */
export function growth() {
  return parsed(parseGrowth, 'a share such as 4% or a size such as 64MiB').refine(
    (growth) => (growth.kind === 'ratio' ? growth.ratio : growth.bytes) > 0,
    { error: 'it must be more than 0: memory always grows a little' },
  );
}

/** `true` or `false`. */
export function boolean() {
  return z
    .enum(['true', 'false'], { error: 'true or false' })
    .meta({ type: 'boolean', enum: [true, false] })
    .transform((word) => word === 'true');
}

/** A number above 0. */
export function positiveNumber() {
  const needs = 'a number above 0';
  return z
    .string({ error: needs })
    .meta({ type: 'number', exclusiveMinimum: 0 })
    .transform(Number)
    .refine((value) => Number.isFinite(value) && value > 0, { error: `it must be ${needs}` });
}

/** A whole number from 0 on. */
export function count() {
  const needs = 'a whole number from 0 on';
  return z
    .string({ error: needs })
    .meta({ type: 'integer', minimum: 0 })
    .refine((digits) => /^\d{1,15}$/.test(digits), { error: `it must be ${needs}` })
    .transform(Number);
}

/** One word of a closed set. */
export function oneOf<const Word extends string>(words: readonly Word[]) {
  return z.enum(words, { error: words.join(', ') });
}

/** A list of the same thing. */
export function list<Item extends z.ZodType>(item: Item, needs: string) {
  return z.array(item, { error: needs });
}

/**
 * A mapping of these fields and no others. For an unknown one the message is the names that are
 * known, one blank apart: `problemsOf` finds the nearest among them.
 */
export function fields<Shape extends z.ZodRawShape>(shape: Shape, needs = 'a mapping of fields') {
  return z.strictObject(shape, {
    error: (issue) => (issue.code === 'unrecognized_keys' ? Object.keys(shape).join(' ') : needs),
  });
}

/** Label names, any text since Prometheus 3, and their values. */
export function labels() {
  return z
    .record(z.string(), text(), { error: 'a mapping of label names to values' })
    .superRefine((record, context) => {
      for (const key of Object.keys(record)) {
        const reason = wrongLabelName(key);
        if (reason !== null) context.addIssue({ code: 'custom', path: [key], message: reason });
      }
    });
}

/** The labels that a target is found with: also those that start with `__`, which say how it is asked. */
export function targetLabels() {
  return z
    .record(z.string(), text(), { error: 'a mapping of label names to values' })
    .superRefine((record, context) => {
      for (const key of Object.keys(record)) {
        const reason = wrongName(key);
        if (reason !== null) context.addIssue({ code: 'custom', path: [key], message: reason });
      }
    });
}

/** Why this cannot be the name of a label, or null. */
export function wrongLabelName(key: string): string | null {
  if (key.startsWith('__')) return 'names that start with __ are kept for internal use';
  return wrongName(key);
}

/** An http or https URL with a host. */
export function url() {
  return text('an http or https URL').refine(isHttpUrl, {
    error: 'it must be a whole http or https URL, such as http://127.0.0.1:8080/hook',
  });
}

/** A text that `parse` turns into a value; its reason is the problem. */
export function parsed<T>(parse: (text: string) => Result<T>, needs: string) {
  return z
    .string({ error: needs })
    .meta({ description: needs })
    .transform((text, context): T => {
      const result = parse(text);
      if (result.ok) return result.value;
      context.addIssue({ code: 'custom', message: result.reason });
      return z.NEVER;
    });
}
