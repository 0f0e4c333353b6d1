import { stringify } from 'yaml';

/** How the demo's program is watched. */
export type DemoJob = {
  readonly name: string;
  readonly source: 'pprof' | 'metrics';
  /** `host:port` of the program. */
  readonly address: string;
  readonly limitBytes: number;
};

/**
 * The demo's configuration file, as anyone would write it for a service of their own: the demo runs
 * what `watch --config.file` runs. Paths in it are relative to the file.
 */
export function demoConfig(
  job: DemoJob,
  receiver: { readonly url: string; readonly secretFile: string },
): string {
  return stringify({
    global: { scrape_interval: '1s', scrape_timeout: '1s' },
    scrape_configs: [
      {
        job_name: job.name,
        source: job.source,
        static_configs: [{ targets: [job.address] }],
        limit: `${Math.round(job.limitBytes / 1024 ** 2)}MiB`,
        // A metrics page says nothing of profiles; a pprof endpoint has its own.
        ...(job.source === 'metrics' && { profiles: { kinds: ['heap'], gc: true } }),
      },
    ],
    receivers: [
      {
        name: 'demo',
        webhook_configs: [{ url: receiver.url, secret_file: receiver.secretFile }],
      },
    ],
    storage: { path: '.' },
  });
}
