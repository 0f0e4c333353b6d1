/** What takes an object out of a pool. */
const verbs = '[gG]et|[tT]ake|[aA]cquire|[aA]lloc|[bB]orrow';
/** Of these each tells a pool by itself. */
const ofAny = /\.([aA]cquire|[aA]lloc|[bB]orrow)([A-Z]\w*)?$/;
const ofPool = new RegExp(`[pP]ool\\)?\\.(${verbs})\\w*$`);
const ofPackage = new RegExp(`(^|[/.])[\\w-]*pools?\\.(${verbs})([bB]uf\\w*|Bytes)?$`);

/** Whether a function takes something out of a pool, or of what is one by that name: `(*Pool).getSlice`. */
export function takesOfPool(name: string): boolean {
  return ofPool.test(name) || ofAny.test(name);
}

/**
 * Whether a function takes something out of the pool of its package for whoever asks: `bufpool.Get`. What it takes may
 * be told by its name as a buffer alone: `pool.GetStats` is no such one, and a method may keep what it hands out.
 */
export function handsOutOfPool(name: string): boolean {
  return ofPackage.test(name);
}
