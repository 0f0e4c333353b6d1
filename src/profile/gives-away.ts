import { ownName } from './function-name.ts';
import { handsOutOfPool } from './pool-takers.ts';

/** What functions do that make a value and give it to their caller, as the first word of their names. */
const copiers = ['clone', 'copy', 'deepcopy', 'dup', 'duplicate'];
const coders = ['decode', 'unmarshal', 'deserialize', 'marshal', 'encode', 'serialize'];
const makers = new Set([...copiers, ...coders]);
/** The same of methods that a library calls to have a value from the application: of package sql those of drivers as well. */
const asked = new Set([...coders, 'scan', 'query', 'prepare']);
/**
 * What makes the parts of something, and is seen by its own package alone: `newChunk` for `cut`. Who calls an exported
 * constructor may be anybody, and it is often the one that registers what it makes, or starts what keeps it.
 */
const constructs = /^(new|make|build)([A-Z0-9_]\w*)?$/;
/**
 * The same of functions with type parameters, which no variable of their package can keep a value of; and of others if a
 * form in which things are written comes next: `readJSON`, `parseBody`.
 */
const readers = new Set(
  'read receive fetch load get parse bind convert from to collect'.split(' '),
);
const forms =
  /^_?(JSON|Json|XML|Xml|YAML|Yaml|TOML|Toml|CSV|Csv|Proto|Body|Form|Query|Request|All)(?![a-z])/;
/**
 * Methods that make another of what they are called on: it is none of theirs. A store is told to copy something in it,
 * and so may be whatever has a method `Copy`.
 */
const copies = /\.([cC]lone|[dD]eep_?[cC]opy|[dD]up(licate)?)$/;
const ofStore = /([sS]tore|[cC]ache|[bB]ucket|FS|[rR]epo(sitory)?)(\[\.\.\.\])?\)?\.\w+$/;
const plainName = /^(?:[mM]ust|[dD]eep)?_?([A-Za-z][a-z]*)\w*$/;

/**
 * Whether a function gives away what it allocates: `util.Clone`, `web.Decode[...]`, `proto.Unmarshal`. By its name it
 * does, and a plain function has nothing to keep it in but a variable of its package; a method may keep it in what it
 * is called on, so `(*Decoder).Decode` is none, unless it copies that: `(*Order).Clone`. What parses is left out: parsers
 * often remember what they have parsed.
 * `name`: as it is shown, without type arguments and closures.
 */
export function givesAway(name: string): boolean {
  if (handsOutOfPool(name) || (copies.test(name) && !ofStore.test(name))) return true;
  const own = ownName(name);
  if (constructs.test(own.replace('[...]', ''))) return true;
  const [, verb = ''] = plainName.exec(own.replace('[...]', '')) ?? [];
  if (makers.has(verb.toLowerCase())) return true;
  const rest = own.slice(verb.length);
  return readers.has(verb.toLowerCase()) && (own.endsWith('[...]') || forms.test(rest));
}

/**
 * Whether a function that a library called answers it with a value, by its name: `(*Amount).UnmarshalJSON`,
 * `(*conn).Prepare`. `Read` fills what it is given: what it makes besides is its own.
 */
export function answers(name: string): boolean {
  const [, verb = ''] = plainName.exec(name.slice(name.lastIndexOf('.') + 1)) ?? [];
  return asked.has(verb.toLowerCase());
}
