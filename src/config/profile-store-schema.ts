import type { z } from 'zod';
import type { ProfileStoreConfig } from '../model/config.ts';
import { fields, span, text, url } from './fields.ts';
import { httpFields, httpOptionsOf } from './http-schema.ts';
import { parseMatch } from './parse-match.ts';
import type { Secrets } from './secrets.ts';

const storeFields = fields({
  url: url(),
  selector: text('a selector such as {namespace="{{namespace}}",pod="{{pod}}"}')
    .superRefine((given, context) => {
      const parsed = parseMatch(given.replaceAll(/\{\{\s*\w+\s*\}\}/g, 'x'));
      if (!parsed.ok) context.addIssue({ code: 'custom', message: parsed.reason });
    })
    .optional(),
  window: span().optional(),
  ...httpFields,
});

/** `profiles.pyroscope` and `profiles.parca`: stores that collect the profiles already. */
export const profileStoreFields = {
  pyroscope: storeFields.optional(),
  parca: storeFields.optional(),
};

type Given = {
  readonly pyroscope?: z.output<typeof storeFields> | undefined;
  readonly parca?: z.output<typeof storeFields> | undefined;
};

/** What has no meaning beside a store, or two of them. */
export function besideStore(given: Given & Readonly<Record<string, unknown>>): readonly string[] {
  const store = given.pyroscope === undefined ? 'parca' : 'pyroscope';
  if (given[store] === undefined) return [];
  const others = store === 'pyroscope' ? ['parca'] : [];
  return [...others, 'address', 'path', 'gc'].filter((name) => given[name] !== undefined);
}

/** Alloy and Parca scrape each 10 to 15 s, and what was scraped is there some seconds later. */
const defaultWindowMs = 5 * 60_000;

/** The store as a part of `ProfilesConfig`; nothing where none is configured. */
export function profileStoreOf(
  { pyroscope, parca }: Given,
  secrets: Secrets,
): { readonly store?: ProfileStoreConfig } {
  const given = pyroscope ?? parca;
  if (given === undefined) return {};
  return {
    store: {
      in: pyroscope === undefined ? 'parca' : 'pyroscope',
      url: given.url.replace(/\/+$/, ''),
      selector: given.selector ?? null,
      windowMs: given.window ?? defaultWindowMs,
      // Who writes an address into the configuration means it.
      http: { ...httpOptionsOf(given, secrets), allowLinkLocal: true },
    },
  };
}
