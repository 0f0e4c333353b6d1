import { ownName } from './function-name.ts';

/** What functions do that make a value and give it to their caller, as the first word of their names. */
const makers = new Set(
  'clone copy deepcopy dup duplicate decode unmarshal deserialize marshal encode serialize'.split(
    ' ',
  ),
);
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
/** Methods that make another of what they are called on: it is none of theirs. */
const copies = /\.([cC]lone([A-Z]\w*)?|[dD]eep_?[cC]opy([A-Z]\w*)?|[cC]opy|[dD]up(licate)?)$/;
/** What takes something out of the pool of its package for whoever asks: `bufpool.Get`. */
const ofPool = /(^|\/)[\w-]*pool[\w-]*\.(Get|Take|Acquire|Alloc|Borrow)\w*$/;
const plainName = /^(?:[mM]ust|[dD]eep)?_?([A-Za-z][a-z]*)\w*$/;

/**
 * Whether a function gives away what it allocates: `util.Clone`, `web.Decode[...]`, `proto.Unmarshal`. By its name it
 * does, and a plain function has nothing to keep it in but a variable of its package; a method may keep it in what it
 * is called on, so `(*Decoder).Decode` is none, unless it copies that: `(*Order).Clone`. What parses is left out: parsers often remember what they have parsed.
 * `name`: as it is shown, without type arguments and closures.
 */
export function givesAway(name: string): boolean {
  if (ofPool.test(name) || copies.test(name)) return true;
  const own = ownName(name);
  if (constructs.test(own.replace('[...]', ''))) return true;
  const [, verb = ''] = plainName.exec(own.replace('[...]', '')) ?? [];
  if (makers.has(verb.toLowerCase())) return true;
  const rest = own.slice(verb.length);
  return readers.has(verb.toLowerCase()) && (own.endsWith('[...]') || forms.test(rest));
}
