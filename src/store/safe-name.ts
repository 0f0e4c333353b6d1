import { createHash } from 'node:crypto';

/** File systems allow 255 bytes a name; room is left for what is put around it. */
const maxLength = 80;

/**
 * A label's value as one part of a path: letters, digits, `.`, `_` and `-` stay, the rest becomes `_`. What
 * is changed or too long gets a short hash of the whole, so that two values never share a folder.
 */
export function safeName(value: string): string {
  const plain = value.replaceAll(/[^A-Za-z0-9._-]/g, '_').replace(/^\.+/, '_');
  // A host:port is the commonest value of all; its colon alone is no reason for a hash.
  const unchanged = plain.replace('_', ':') === value || plain === value;
  if (unchanged && plain !== '' && plain.length <= maxLength) return plain;
  const hash = createHash('sha256').update(value).digest('hex').slice(0, 8);
  return `${plain.slice(0, maxLength) || '_'}-${hash}`;
}
