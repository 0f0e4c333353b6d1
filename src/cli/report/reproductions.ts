import type { Reproduction } from '../../render/report/leak-report.ts';

/** Calls that show what a report shows, of the captures that it compared; none where there are not two. `id`: its incident. */
export function reproductions(
  captures: readonly string[],
  sampleType: string,
  id: string | null,
): readonly Reproduction[] {
  const [base, current] = [captures[0], captures.at(-1)];
  const own =
    id === null
      ? []
      : [{ what: 'All that the store has of it', command: `sawtooth incidents ${quoted(id)}` }];
  if (base === undefined || current === undefined || captures.length < 2) return own;
  const index = sampleType === '' ? '' : ` -sample_index=${sampleType}`;
  const pair = `-base=${quoted(base)} ${quoted(current)}`;
  return [
    {
      what: 'What grew, with Go’s own tool, whose MB are MiB',
      command: `go tool pprof -top${index} ${pair}`,
    },
    { what: 'The same in a browser', command: `go tool pprof -http=localhost:${index} ${pair}` },
    {
      what: 'Who it is, as sawtooth says it',
      command: `sawtooth diff ${captures.map(quoted).join(' ')}`,
    },
    ...own,
  ];
}

/** For a shell: as it is where nothing in it means anything to one. */
function quoted(text: string): string {
  return /^[\w./:=@%+,-]+$/.test(text) ? text : `'${text.replaceAll("'", "'\\''")}'`;
}
