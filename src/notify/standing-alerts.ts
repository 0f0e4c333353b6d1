import type { Incident } from '../model/incident.ts';
import { limits } from '../model/limits.ts';
import type { Alert } from '../model/receiver.ts';
import type { Result } from '../model/result.ts';

/** Told how one receiver took an alert. */
export type Told = (receiver: string, result: Result<void>) => void;

/** What the engine knows of an incident that is told again and again. */
export type Present = {
  /** The incident as it is now; undefined: it is known no more, and stays as it was told. */
  readonly incident: (id: string) => Incident | undefined;
  /** Whether nobody wants to hear of this workload now. */
  readonly isSnoozed: (workload: string) => boolean;
};

/** An alert that is told again, and by receiver how each took it the last time. */
export type Standing = {
  /** As it is now. */
  readonly alert: Alert;
  /** As it was news: what receivers are owed. */
  readonly news: Alert;
  readonly told: Told;
  readonly arrived: Map<string, boolean>;
};

/** As long as Prometheus sends that an alert is resolved (rules/alerting.go, resolvedRetention). */
const resolvedRetentionMs = 15 * 60_000;

/** Past so many, who is still owed that one is over hears of it from the next process. */
const mostStanding = limits.notifications_waiting.most;

/** The alerts that fire, those that have not been over for long, and those of which somebody has not heard yet. */
export class StandingAlerts {
  readonly #byId = new Map<string, Standing>();

  put(alert: Alert, told: Told): void {
    const { id } = alert.incident;
    const arrived = this.#byId.get(id)?.arrived ?? new Map<string, boolean>();
    this.#byId.set(id, { alert, news: alert, told, arrived });
  }

  get(id: string): Standing | undefined {
    return this.#byId.get(id);
  }

  /** The same, with its incident as it is now. */
  renewed(id: string, present: Present): Standing | undefined {
    const standing = this.#byId.get(id);
    return standing && this.#renewed(standing, present);
  }

  /** What is to be told again now, as it is now. A snooze does not hold back that something is over. */
  due(present: Present, nowMs: number, isOwed: (id: string) => boolean): Standing[] {
    for (const [id, { alert }] of this.#byId) {
      const isOld = (alert.incident.resolvedAtMs ?? nowMs) < nowMs - resolvedRetentionMs;
      const isHeard = !isOwed(id) || this.#byId.size > mostStanding;
      if (alert.status === 'resolved' && isOld && isHeard) this.#byId.delete(id);
    }
    return [...this.#byId.values()]
      .filter(({ alert: { status, incident } }) => {
        return status === 'resolved' || !present.isSnoozed(incident.workload);
      })
      .map((standing) => this.#renewed(standing, present));
  }

  firing(): Alert[] {
    return [...this.#byId.values()].flatMap(({ alert }) =>
      alert.status === 'firing' ? [alert] : [],
    );
  }

  #renewed(standing: Standing, present: Present): Standing {
    const { alert } = standing;
    const { id, labels } = alert.incident;
    const now = present.incident(id);
    // What is over by now is told by who ended it, with its status.
    if (now === undefined || now.state !== alert.status) return standing;
    const renewed = { ...standing, alert: { ...alert, incident: { ...now, labels } } };
    this.#byId.set(id, renewed);
    return renewed;
  }
}
