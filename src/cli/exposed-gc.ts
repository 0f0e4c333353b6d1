/** V8's collector of garbage, as it is asked for. */
export type Collect = (how: {
  type: 'minor' | 'major';
  execution: 'sync';
  flavor: 'regular' | 'last-resort';
}) => void;

/** The collector of this process, which V8 shows to who asks for it, without a flag at the start. */
export function exposedGc(): Collect {
  process.getBuiltinModule('node:v8').setFlagsFromString('--expose-gc');
  return process.getBuiltinModule('node:vm').runInNewContext('gc');
}
