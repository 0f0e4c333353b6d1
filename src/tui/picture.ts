import type { WatchEvent } from '../model/event.ts';
import type { Neighbours } from '../model/neighbours.ts';
import type { Snapshot } from '../model/snapshot.ts';
import type { Tone } from './theme.ts';

/** What was asked for beside the screen: under way, there, or why not. */
export type Answer<T> =
  | { readonly state: 'waiting'; readonly sinceMs: number }
  | { readonly state: 'there'; readonly value: T }
  | { readonly state: 'failed'; readonly reason: string };

/** A line about what the user asked for, or what he should know. */
export type Message = { readonly text: string; readonly tone: Tone };

/** What is shown at one time: the engine's state and its latest events, oldest first. */
export type Picture = {
  readonly snapshot: Snapshot;
  readonly events: readonly WatchEvent[];
  /** How the source stands when it is another process: a sentence while it is behind, else null. */
  readonly behind: string | null;
};

/** What has come of what the user asked for. */
export type Answers = {
  readonly message: Message | null;
  /** By incident and function. */
  readonly neighbours: ReadonlyMap<string, Answer<Neighbours>>;
};

/** Nothing was asked for. */
export const noAnswers: Answers = { message: null, neighbours: new Map() };

/** Under which key an answer about a function of an incident is kept. */
export function neighboursKey(incidentId: string, name: string): string {
  return `${incidentId} ${name}`;
}
