import type { ProcessConfig, RecorderConfig } from '../../model/config.ts';
import type { Target } from '../../model/target.ts';
import { sleepUnheld } from '../sweep-hourly.ts';
import { followerWorld } from './follower-world.ts';
import { ProcessFollower } from './process-follower.ts';

/** The processes that jobs mean, looked for while the engine runs. */
export type Following = {
  readonly targets: () => readonly Target[];
  /** Follows other jobs from now on; what is known of those that stay the same is kept. */
  readonly follow: (jobs: readonly ProcessConfig[], recorder: RecorderConfig) => Promise<void>;
  /** Resolves when nothing looks any more. */
  readonly ended: () => Promise<void>;
};

/** Follows the processes of some jobs until `signal` is aborted; `changed` is called when the targets are others. */
export async function followProcesses(
  env: Readonly<Record<string, string | undefined>>,
  changed: () => void,
  signal: AbortSignal,
): Promise<Following> {
  const running = new Map<
    string,
    { follower: ProcessFollower; stop: AbortController; done: Promise<void> }
  >();
  const start = async (job: ProcessConfig, recorder: RecorderConfig) => {
    const world = followerWorld(env);
    const follower = new ProcessFollower(job, {
      ...world,
      recorder: recorder?.enabled === true ? recorder : null,
      nowMs: Date.now,
      sleep: sleepUnheld,
    });
    const stop = new AbortController();
    const until = AbortSignal.any([signal, stop.signal]);
    await follower.look(until);
    return { follower, stop, done: follower.run(changed, until) };
  };
  return {
    targets: () => [...running.values()].flatMap(({ follower }) => follower.targets),
    async follow(jobs, recorder) {
      const wanted = new Map(jobs.map((job) => [JSON.stringify([job, recorder]), job]));
      for (const [key, { stop }] of running) {
        if (wanted.has(key)) continue;
        stop.abort();
        running.delete(key);
      }
      for (const [key, job] of wanted) {
        if (!running.has(key)) running.set(key, await start(job, recorder));
      }
    },
    async ended() {
      await Promise.allSettled([...running.values()].map(({ done }) => done));
    },
  };
}
