import type { Verdict } from '../model/verdict.ts';
import type { Asked } from './candidate.ts';
import { explainReplicas, explainVersion, grewOf } from './explain-where.ts';
import type { Instance } from './instance.ts';
import { replicas } from './replicas.ts';
import { type Growth, healthyRatio, versionContrast } from './version-contrast.ts';

/**
 * A leak's verdict with where it is: since which version, in how many replicas. It adds to evidence and explanation alone;
 * no verdict rests on it.
 */
export function withWhere(
  verdict: Verdict,
  instance: Instance,
  leak: Growth,
  asked: Asked,
): Verdict {
  if (!(leak.slope > 0)) return verdict;
  const said: string[] = [];
  const evidence = { ...verdict.evidence };
  const contrast = versionContrast(instance, leak, asked);
  const since =
    contrast === null ? {} : { since: { version: contrast.since, told: grewOf(contrast) } };
  if (contrast !== null) {
    said.push(explainVersion(contrast));
    evidence['versionBefore'] = { value: contrast.ratio, needs: healthyRatio, passed: true };
  }
  const counted = replicas(leak.name, asked);
  if (counted.running > 1 && counted.rising > 0) {
    said.push(explainReplicas(counted));
    evidence['replicas'] = { value: counted.rising, needs: 1, passed: true };
  }
  const whole = (text: string) => [text, ...said].join(' ');
  const { explanation, finding = explanation } = verdict;
  return {
    ...verdict,
    ...since,
    evidence,
    explanation: whole(explanation),
    finding: whole(finding),
  };
}
