import type { Capture } from '../../../model/capture.ts';

/** Where a capture's bytes are; its id is its place in the store, with slashes in it. */
export function captureLink(root: string, { id }: Pick<Capture, 'id'>): string {
  return `${root}api/v1/captures/${id.split('/').map(encodeURIComponent).join('/')}`;
}

/** Where what grew in an incident is, as a profile. */
export function differenceLink(root: string, incidentId: string): string {
  return `${root}api/v1/incidents/${encodeURIComponent(incidentId)}/diff.pb.gz`;
}

/** speedscope with a profile of ours; `profile`: its address as seen from `/speedscope/`. */
export function speedscopeLink(root: string, profile: string, title: string): string {
  return `${root}speedscope/#profileURL=${encodeURIComponent(profile)}&title=${encodeURIComponent(title)}&view=left-heavy`;
}
