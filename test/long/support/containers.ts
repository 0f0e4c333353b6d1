import { access, mkdir, rename, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { runToEnd } from '../../e2e/support/programs.ts';
import { cached } from './cache.ts';

/** Images and containers of our own, away from those of the machine. */
export type Containers = {
  /** buildah with these arguments: its stdout; rejects with what it said when it fails. */
  readonly buildah: (...args: string[]) => Promise<string>;
  readonly podman: (...args: string[]) => Promise<string>;
  /** All that a container has written, to stdout and stderr. */
  readonly logs: (container: string) => Promise<string>;
};

/** The base image as Debian's own packages make it: a registry of images may be out of reach. */
const base = 'docker.io/library/debian:trixie-slim';

/** Keeps everything below `folder`, and makes the base image there. */
export async function openContainers(folder: string): Promise<Containers> {
  await mkdir(folder, { recursive: true });
  const storage = join(folder, 'storage.conf');
  const settings = join(folder, 'containers.conf');
  await writeFile(
    storage,
    `[storage]\ndriver = "overlay"\ngraphroot = "${folder}/store"\nrunroot = "${folder}/run"\n`,
  );
  // crun refuses where cgroups of both versions are mounted, and limits above the machine's own are refused.
  await writeFile(
    settings,
    '[containers]\ndefault_ulimits=["nofile=20000:20000","nproc=30000:30000"]\n[engine]\nruntime="runc"\n',
  );
  const env = { ...process.env, CONTAINERS_STORAGE_CONF: storage, CONTAINERS_CONF: settings };
  const tool =
    (command: string) =>
    async (...args: string[]): Promise<string> => {
      const { code, stdout, stderr } = await runToEnd(command, args, { env, timeoutMs: 1_500_000 });
      if (code !== 0) throw new Error(`${command} ${args.join(' ')}: ${stderr.slice(-2000)}`);
      return stdout.trim();
    };
  const buildah = tool('buildah');
  const container = await buildah('from', 'scratch');
  await buildah('add', '--quiet', container, await debian(), '/');
  await buildah('commit', '--quiet', '--rm', container, base);
  const logs = async (name: string) => {
    const { stdout, stderr } = await runToEnd('podman', ['logs', name], { env });
    return stdout + stderr;
  };
  return { buildah, podman: tool('podman'), logs };
}

/** The files of a minimal Debian, made once. */
async function debian(): Promise<string> {
  const archive = cached('debian-trixie.tar');
  const isMade = await access(archive).then(
    () => true,
    () => false,
  );
  if (isMade) return archive;
  await mkdir(dirname(archive), { recursive: true });
  // A run that is stopped half-way leaves none that looks whole; the name's end tells what to make.
  const unfinished = archive.replace(/\.tar$/, '.new.tar');
  const made = await runToEnd('mmdebstrap', ['--variant=apt', 'trixie', unfinished]);
  if (made.code !== 0) throw new Error(`mmdebstrap: ${made.stderr.slice(-2000)}`);
  await rename(unfinished, archive);
  return archive;
}

/** Lets a build trust the authority that this machine was told to trust, where there is one. */
export async function trustOfMachine(folder: string): Promise<string[]> {
  const authority = process.env['NODE_EXTRA_CA_CERTS'];
  if (authority === undefined) return [];
  const settings = join(folder, 'npmrc');
  await writeFile(settings, 'cafile=/authority.crt\n');
  return ['--volume', `${authority}:/authority.crt:ro`, '--volume', `${settings}:/root/.npmrc:ro`];
}
