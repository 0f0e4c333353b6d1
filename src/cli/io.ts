/** What a command may touch of the world: handed in by `main.ts`, so that a test can hand in its own. */
export type Io = {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted by SIGINT and SIGTERM: stop cleanly within 5 s. */
  readonly signal: AbortSignal;
  /** Calls back at each SIGHUP; the answer takes the wish back. */
  onReload(listener: () => void): () => void;
  /** Absent: nobody can stop it and let it go on. */
  readonly jobControl?: JobControl;
};

/** What a shell does with ctrl-z and fg. */
export type JobControl = {
  /** Stops the process, and those of its job; resolved once it goes on. */
  readonly suspend: () => Promise<void>;
  /** Calls back at each SIGTSTP in place of stopping; the answer takes the wish back. */
  readonly onSuspend: (listener: () => void) => () => void;
};

/** The exit codes of every command. */
export const exitCode = {
  done: 0,
  /** A leak was found, a culprit was named, a rule test failed, a file is invalid. */
  found: 1,
  /** Wrong usage or configuration, unreadable input, nothing fetched. */
  unusable: 2,
  /** `check` found only warnings. */
  warnings: 3,
} as const;
