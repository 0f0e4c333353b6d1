/** What a server says of its answer beside the data: as read, nothing of it checked. */
type Envelope = {
  readonly warnings?: unknown;
  readonly infos?: unknown;
  readonly isPartial?: unknown;
};

/** What a server has to say of an answer. */
export type AnswerNotes = {
  /** Its own, its notes, and a sentence when it says that its answer is not whole. */
  readonly warnings: readonly string[];
  /** Some of the server's storage was silent: there may be more than it gave. */
  readonly isPartial: boolean;
};

/** Of a server's own words: they go into a sentence. */
const longestQuote = 500;
const mostWarnings = 20;

/**
 * The notes of an answer, their secrets `hidden`. Thanos writes what is missing as a warning
 * (https://thanos.io/tip/components/query.md/#partial-response), a cluster of VictoriaMetrics as `isPartial`. What
 * Prometheus' language has to say of a query begins with its name.
 */
export function answerNotes(
  { warnings, infos, isPartial: said }: Envelope,
  hidden: (text: string) => string,
): AnswerNotes {
  const warned: readonly unknown[] = Array.isArray(warnings) ? warnings : [];
  const texts = [...warned, ...(Array.isArray(infos) ? infos : [])];
  return {
    warnings: [
      ...texts
        .filter((text) => typeof text === 'string')
        .slice(0, mostWarnings)
        .map((text) => hidden(text).slice(0, longestQuote)),
      ...(said === true ? ['the answer is partial: some of the server’s storage is silent'] : []),
    ],
    isPartial: said === true || warned.some((text) => !String(text).startsWith('PromQL ')),
  };
}
