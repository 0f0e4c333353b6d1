import type { Capture } from '../../../model/capture.ts';

/** Where a capture's bytes are; its id is its place in the store, with slashes in it. */
export function captureLink(root: string, { id }: Pick<Capture, 'id'>): string {
  return `${root}api/v1/captures/${id.split('/').map(encodeURIComponent).join('/')}`;
}

/** Where the change in an incident is, as a profile: all of it, or what grew alone. */
export function differenceLink(root: string, incidentId: string, part: 'diff' | 'growth'): string {
  return `${root}api/v1/incidents/${encodeURIComponent(incidentId)}/${part}.pb.gz`;
}

/** speedscope with a profile of ours; `profile`: its address as seen from `/speedscope/`. */
export function speedscopeLink(root: string, profile: string, title: string): string {
  return `${root}speedscope/#profileURL=${encodeURIComponent(profile)}&title=${encodeURIComponent(title)}&view=left-heavy`;
}
