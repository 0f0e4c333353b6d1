import { z } from 'zod';
import { compileAnchored } from '../relabel/compile-anchored.ts';
import { boolean, fields, size, span, text } from './fields.ts';

/** A text that is a regular expression in RE2's syntax. */
function pattern(needs: string) {
  return text(needs).superRefine((given, context) => {
    const compiled = compileAnchored(given);
    if (compiled.ok) return;
    context.addIssue({ code: 'custom', message: `${needs}; it ${compiled.reason}` });
  });
}

function wholeNumber(least: number, needs: string) {
  return z
    .string({ error: needs })
    .meta({ type: 'integer', minimum: least })
    .transform(Number)
    .refine((value) => Number.isSafeInteger(value) && value >= least, {
      error: `it must be ${needs}`,
    });
}

/** Which processes a job means. */
export const processMatch = fields({
  not_self: boolean().optional(),
  comm: pattern('a regular expression for the name of the process').optional(),
  cmdline: pattern('a regular expression for a part of the command line').optional(),
  pid: wholeNumber(1, 'the id of a process').optional(),
}).refine((match) => Object.values(match).some((value) => value !== undefined && value !== false), {
  error: 'at least one of not_self: true, comm, cmdline, pid',
});

/** The flight recorder of every target that has profiles. */
export const recorder = fields({
  enabled: boolean().optional(),
  max_captures: wholeNumber(8, 'a number from 8 on').optional(),
  max_size: size()
    .refine((bytes) => bytes > 0, { error: 'a ring of no size holds nothing; set enabled: false' })
    .optional(),
  lives: wholeNumber(0, 'a number from 0 on').optional(),
  min_interval: span().optional(),
});
