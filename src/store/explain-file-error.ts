import { failure, type Result } from '../model/result.ts';

const byCode: Readonly<Record<string, string>> = {
  ENOSPC: 'the disk is full. Free some space, or lower storage.retention_size',
  EDQUOT: 'the disk quota is used up. Free some space, or raise the quota',
  EACCES: 'this user may not. Grant it write access, or name another folder',
  EPERM: 'this user may not. Grant it write access, or name another folder',
  EROFS: 'the file system is read-only. Mount a writable volume, or name another folder',
  ENOTDIR: 'a part of that path is a file. Name another folder',
  EISDIR: 'it is a folder. Name a file in it',
  EEXIST: 'a file of that name is in the way. Name another folder',
  ENOENT: 'it is not there, or nothing can be made there. Check the path',
  EMFILE: 'this process has too many open files. Raise its limit (ulimit -n)',
  ENFILE: 'this machine has too many open files. Raise its limit (fs.file-max)',
  EIO: 'the disk reported an error. See the log of the kernel',
};

/** A sentence for a failed file operation: `tried` says what was to be done, to which file. */
export function explainFileError(error: unknown, tried: string): Result<never> {
  const { code = '', message } = error as NodeJS.ErrnoException;
  // Without a code it is no fault of the file system but ours.
  if (code === '') throw error;
  return failure(`could not ${tried}: ${byCode[code] ?? message}.`, error);
}
