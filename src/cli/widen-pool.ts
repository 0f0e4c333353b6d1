/**
 * Gives libuv twelve threads in place of four, before the first is used. A disk that hangs holds what writes to it: four
 * captures, a flush of the book, a look at the store, an incident's file for people. With four threads nobody would look
 * up a name any more, and neither targets nor receivers that have one could be asked. Idle ones take next to nothing.
 */
export function widenPool(): void {
  process.env['UV_THREADPOOL_SIZE'] ??= '12';
}
