import type { FrameSource } from './classify-frame.ts';

// Taking a profile allocates (a gzip writer, the tables of the encoder) and runs a goroutine: whoever
// looks for a leak must not be shown his own looking.
const goObservers = /^(runtime\/pprof|net\/http\/pprof|runtime\/trace)\./;
const nodeObservers = /^node:(internal\/)?inspector/;

/** Whether a frame belongs to the taking of profiles itself. */
export function isObserver({ function: name, file }: FrameSource): boolean {
  // `pprof.Do` and its kin run the application's own work under a label: no observation.
  if (/^runtime\/pprof\.(Do|withLabels|SetGoroutineLabels)\b/.test(name)) return false;
  return goObservers.test(name) || nodeObservers.test(file);
}
