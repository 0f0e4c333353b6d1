import { Document } from 'yaml';

/** Plain data as YAML, with a comment above it, a line each; long texts are not folded. */
export function toYaml(data: unknown, comment: readonly string[]): string {
  const document = new Document(data, { aliasDuplicateObjects: false });
  document.commentBefore = comment.map((line) => ` ${line}`).join('\n');
  return document.toString({ lineWidth: 0 });
}
