/** The characters of names that Kubernetes makes up: no vowels, nothing that looks alike (apimachinery, util/rand). */
const made = '[bcdfghjklmnpqrstvwxz2456789]';
const ofDeployment = new RegExp(`^(.+)-${made}{5,10}-${made}{5}$`);
const ofSet = new RegExp(`^(.+)-${made}{5}$`);
const ofStatefulSet = /^(.+)-\d{1,4}$/;
const ofCronJob = new RegExp(`^(.+)-\\d{8,10}-${made}{5}$`);

/**
 * What a pod is one of, by the names that Kubernetes makes: `shop-5d8f9c7b64-x2v9k` is of the deployment
 * `shop`, `db-0` of the stateful set `db`, `agent-x2v9k` of the daemon set `agent`, `sweep-28345670-x2v9k`
 * of the cron job `sweep`. A name of another form is its own workload.
 */
export function workloadOfPod(pod: string): string {
  for (const form of [ofCronJob, ofDeployment, ofSet, ofStatefulSet]) {
    const [, workload] = form.exec(pod) ?? [];
    if (workload !== undefined) return workload;
  }
  return pod;
}
