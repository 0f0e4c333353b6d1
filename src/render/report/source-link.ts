import type { Frame } from '../../model/culprit.ts';
import type { Labels } from '../../model/labels.ts';
import { packageOf } from '../../profile/function-name.ts';
import type { SourceLink } from './leak-report.ts';

/** Labels that name a repository, and the commit or tag that runs: Pyroscope's, OpenTelemetry's, and what people write. */
const repositoryLabels = [
  'service_repository',
  'vcs_repository_url_full',
  'repository',
  'vcs_url',
  'repo',
];
const refLabels = [
  'service_git_ref',
  'vcs_ref_head_revision',
  'vcs_ref',
  'commit',
  'revision',
  'git_ref',
];

type Repository = { readonly url: string; readonly ref: string | null; readonly path: string };

/**
 * Where a frame's source is on the web; null where nobody says. A module of Go's cache names its repository and its
 * version in the file's path; of the program itself the target's labels may, or its package's path does.
 */
export function sourceLink(
  { function: name, file, line }: Pick<Frame, 'function' | 'file' | 'line'>,
  labels: Labels,
): SourceLink | null {
  const found = moduleOf(file) ?? ownOf(packageOf(name), file, labels);
  if (found === null) return null;
  const { url, ref, path } = found;
  const at = path.split('/').map(encodeURIComponent).join('/');
  const [, host = ''] = /^https:\/\/([^/]+)/.exec(url) ?? [];
  const places: Readonly<Record<string, readonly [folder: string, line: string]>> = {
    gitlab: ['-/blob', '#L'],
    bitbucket: ['src', '#lines-'],
  };
  const kind = Object.keys(places).find((one) => host.includes(one)) ?? '';
  const [folder, mark] = places[kind] ?? ['blob', '#L'];
  const where = `${url}/${folder}/${encodeURIComponent(ref ?? 'HEAD')}/${at}`;
  return { url: line > 0 ? `${where}${mark}${line}` : where, isExact: ref !== null };
}

/** `…/pkg/mod/github.com/x/y/sub@v1.2.3/dir/file.go`, or the same without what is before the module. */
function moduleOf(file: string): Repository | null {
  const found = /^(?:.*\/pkg\/mod\/)?([^@]+)@(v[^/]+)\/(.+)$/.exec(file);
  if (found === null) return null;
  const [, module = '', version = '', path = ''] = found;
  const named = module.replaceAll(/!([a-z])/g, (_, letter: string) => letter.toUpperCase());
  const [url, below = ''] = hosted(named.replace(/\/v\d+$/, '')) ?? [];
  if (url === undefined) return null;
  // A pseudo-version ends in its commit; a module below the root has its folder in its tag.
  const commit = /-(?:0\.)?\d{14}-([0-9a-f]{12})$/.exec(version)?.[1];
  const tag = `${below === '' ? '' : `${below}/`}${version.replace('+incompatible', '')}`;
  return { url, ref: commit ?? tag, path: below === '' ? path : `${below}/${path}` };
}

/** The program's own: its folder in the repository is its package's path without the repository's. */
function ownOf(packagePath: string, file: string, labels: Labels): Repository | null {
  const [byPath, hostedFolder] = hosted(packagePath) ?? [];
  const told = repositoryLabels
    .map((name) => webAddress(labels[name] ?? ''))
    .find((url) => url !== null);
  const url = told ?? byPath;
  if (url === undefined || file === '') return null;
  const bare = url.slice('https://'.length);
  const isWithin = packagePath === bare || packagePath.startsWith(`${bare}/`);
  const folder = isWithin ? packagePath.slice(bare.length + 1) : hostedFolder;
  const ref = refLabels.map((name) => labels[name] ?? '').find((text) => text !== '') ?? null;
  if (packagePath === 'main' && file.startsWith('/')) return null;
  const path = pathBelow(packagePath, file, folder);
  return { url, ref: told === undefined ? null : ref, path };
}

/** main is a package's name and not its path; only a trimmed file tells where that lies. */
function pathBelow(packagePath: string, file: string, folder: string | undefined): string {
  const base = file.slice(file.lastIndexOf('/') + 1);
  if (packagePath === 'main') return file.split('/').slice(1).join('/') || base;
  const own = folder ?? packagePath.split('/').slice(1).join('/');
  return own === '' ? base : `${own}/${base}`;
}

/** The repository that a package's path names, and what of the path is below it. */
function hosted(path: string): readonly [url: string, below: string] | null {
  const mirrored = path.replace(/^golang\.org\/x\//, 'github.com/golang/');
  const found =
    /^((?:github\.com|gitlab\.com|bitbucket\.org|codeberg\.org)\/[^/]+\/[^/]+)(?:\/(.*))?$/.exec(
      mirrored,
    );
  return found === null ? null : [`https://${found[1]}`, found[2] ?? ''];
}

/** `git@host:owner/name.git` and `https://host/owner/name.git` as an address of a page; null: neither. */
function webAddress(text: string): string | null {
  const plain = text
    .replace(/^(?:ssh:\/\/)?git@([^:/]+)[:/]/, 'https://$1/')
    .replace(/^(github\.com|gitlab\.com|bitbucket\.org)\//, 'https://$1/')
    .replace(/(\.git)?\/*$/, '');
  return /^https:\/\/[\w.-]+(:\d+)?(\/[\w.~-]+)+$/.test(plain) ? plain : null;
}
