import { channel, subscribe, unsubscribe } from 'node:diagnostics_channel';
import type { LimitUse, NoteUse } from '../model/limits.ts';

/** Node's own way to look at what a library does: with nobody listening it costs a comparison. */
const answers = channel('sawtooth.http.answer');

/** Says how near an answer came to the cap of who asked for it. */
export function noteAnswer(used: number, most: number): void {
  if (answers.hasSubscribers) answers.publish({ limit: 'answer_bytes', used, most });
}

/** Hands on how near each answer comes to its cap, until the returned function is called. */
export function watchAnswers(noteUse: NoteUse): () => void {
  const listener = (use: unknown) => noteUse(use as LimitUse);
  subscribe(answers.name, listener);
  return () => unsubscribe(answers.name, listener);
}
