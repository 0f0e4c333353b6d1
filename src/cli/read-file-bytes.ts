/**
 * Reads a whole file; rejects as `readFile` of node:fs/promises does. To import that, or node:fs by name,
 * brings readline and more along, and takes longer than to read and print a small profile.
 */
export function readFileBytes(path: string): Promise<Uint8Array> {
  const { readFile } = process.getBuiltinModule('node:fs');
  return new Promise((resolve, reject) => {
    readFile(path, (error, bytes) => (error === null ? resolve(bytes) : reject(error)));
  });
}
