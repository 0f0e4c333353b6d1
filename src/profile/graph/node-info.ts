import { baseName } from './clean-path.ts';

/** What a node of a graph stands for (internal/graph NodeInfo); empty and 0: not told apart by it. */
export type NodeInfo = {
  readonly name: string;
  readonly address: number;
  readonly file: string;
  readonly startLine: number;
  readonly line: number;
  readonly column: number;
  /** The file that it was loaded from. */
  readonly object: string;
};

/** The parts of the name under which a node is shown: address, function, `file:line` or file. */
export function nameParts(info: NodeInfo): readonly string[] {
  const parts: string[] = [];
  if (info.address !== 0) parts.push(hex(info.address).padStart(16, '0'));
  if (info.name !== '') parts.push(info.name);
  if (info.line !== 0) {
    const column = info.column === 0 ? '' : `:${info.column}`;
    parts.push(`${info.file}:${info.line}${column}`);
  } else if (info.file !== '') parts.push(info.file);
  else if (info.name === '') {
    parts.push(info.object === '' ? '<unknown>' : `[${baseName(info.object)}]`);
  }
  return parts;
}

/** The name of a node in one line. */
export function nodeName(info: NodeInfo): string {
  return nameParts(info).join(' ');
}

/** Tells apart nodes of one name, for an order that is always the same (Go's `%v` of NodeInfo). */
export function nodeKey(info: NodeInfo): string {
  const { name, address, file, startLine, line, column, object } = info;
  return `{${name}  ${BigInt(address)} ${file} ${startLine} ${line} ${column} ${object}}`;
}

function hex(address: number): string {
  return BigInt(address).toString(16);
}
