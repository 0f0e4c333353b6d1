import { cumValue, flatValue } from '../graph/node-values.ts';
import { scale } from '../measurement/scale.ts';
import type { Profile } from '../profile.ts';
import { StringTable } from '../string-table.ts';
import type { Report } from './report.ts';
import { reportGraph } from './report-graph.ts';

/** `-topproto`: the rows of `-top` as a profile, a stack of one place each (internal/report printTopProto). */
export function topProfile(report: Report): Profile {
  const { graph, unit } = reportGraph(report);
  const { profile, sampleUnit } = report;
  const strings = new Map([['', 0]]);
  const text = (value: string) => {
    const index = strings.get(value) ?? strings.size;
    strings.set(value, index);
    return index;
  };
  const functions = new Map<string, number>();
  const names: number[] = [];
  const files: number[] = [];
  const startLines: number[] = [];
  const lineFunctions: number[] = [];
  const scaled = (value: number) => Math.trunc(scale(value, sampleUnit, unit).value);
  const infos = graph.nodes.map((node) => graph.table.info(node));
  for (const { name, file, startLine } of infos) {
    const key = JSON.stringify([name, file, startLine]);
    const index = functions.get(key) ?? functions.size;
    lineFunctions.push(index);
    if (functions.has(key)) continue;
    functions.set(key, index);
    names.push(text(name));
    files.push(text(file));
    startLines.push(startLine);
  }
  const count = infos.length;
  const each = Int32Array.from({ length: count + 1 }, (_, index) => index);
  const empty = new Int32Array();
  return {
    ...profile,
    sampleTypes: ['cum', 'flat'].map((type) => ({ type, unit })),
    defaultSampleType: '',
    comments: [],
    dropFrames: '',
    keepFrames: '',
    docUrl: '',
    mappings: [],
    strings: StringTable.of([...strings.keys()]),
    stacks: {
      count,
      starts: each,
      locations: each.slice(0, count),
      values: Float64Array.from(
        graph.nodes.flatMap((node) => [cumValue(graph, node), flatValue(graph, node)]),
        scaled,
      ),
      labelStarts: new Int32Array(count + 1),
      labelKeys: empty,
      labelTexts: empty,
      labelNumbers: new Float64Array(),
      labelUnits: empty,
    },
    locations: {
      count,
      mappings: new Int32Array(count).fill(-1),
      addresses: Float64Array.from(infos, ({ address }) => address),
      lineStarts: each,
      lineFunctions: Int32Array.from(lineFunctions),
      lineNumbers: Int32Array.from(infos, ({ line }) => line),
      lineColumns: Int32Array.from(infos, ({ column }) => column),
    },
    functions: {
      count: functions.size,
      names: Int32Array.from(names),
      systemNames: new Int32Array(functions.size),
      files: Int32Array.from(files),
      startLines: Int32Array.from(startLines),
    },
  };
}
