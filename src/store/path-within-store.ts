/**
 * The path of a capture as seen from its store's folder. A store that was named by its whole path has that in each of
 * its captures, and may lie elsewhere by now: copied out of a pod, put back from a backup.
 */
export function pathWithinStore(path: string): string {
  const at = path.lastIndexOf('/captures/');
  return at < 0 ? path : path.slice(at + 1);
}
