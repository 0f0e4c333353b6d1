import { limits } from '../model/limits.ts';
import type { Silence } from '../model/quiet.ts';
import type { Alert, AlertmanagerConfig, ReceiverConfig } from '../model/receiver.ts';
import { resendDelayMs } from '../render/alertmanager-alert.ts';
import { podOfAlert } from '../render/kubernetes-event.ts';
import type { Attempt, NotifyContext } from './attempt.ts';
import type { RetryLimits } from './deliver.ts';
import { isRefusal } from './failed-attempt.ts';
import type { Ledger } from './ledger.ts';
import { ReceiverQueue } from './receiver-queue.ts';
import { sendAlert } from './send-alert.ts';
import { SilenceWatch } from './silence-watch.ts';
import { type Present, type Standing, StandingAlerts, type Told } from './standing-alerts.ts';

/** What the notifier works with. */
export type NotifierOptions = {
  readonly context: NotifyContext;
  /** The receivers now; a reload may change them. */
  readonly receivers: () => readonly ReceiverConfig[];
  /** Resolves after `ms`, or at once when the signal is aborted. */
  readonly sleep: (ms: number, signal: AbortSignal) => Promise<void>;
  readonly ledger: Ledger;
  /** Absent: `patience`. */
  readonly retry?: RetryLimits;
  /** Told when a receiver is not reached at once, of which nobody would hear for minutes, or does not tell of its silences. */
  readonly say?: (sentence: string) => void;
};

/**
 * As patient as Alertmanager, whose webhook retries a group until its next `group_interval`, by default 5 minutes, and
 * then with what is so by then; but the first retries come soon, since most failures are a peer that restarts.
 */
const patience: RetryLimits = {
  retries: 8,
  minDelayMs: 500,
  maxDelayMs: 60_000,
  totalMs: 5 * 60_000,
};

/** An Alertmanager is told again in a minute anyway, with what is so by then. */
const shortPatience: RetryLimits = {
  retries: 4,
  minDelayMs: 500,
  maxDelayMs: 5_000,
  totalMs: 30_000,
};

/** The first failure is often a peer that restarts. */
const lateAfter = 2;

/** How often Alertmanagers are asked for silences while something fires. */
const silencePollMs = 20_000;

/**
 * Tells receivers of alerts, each through a queue of its own, so that one that is down or slow delays
 * nobody else. Alertmanagers are told again every minute for as long as an alert fires, and for a while
 * after: one that hears nothing takes it for resolved. Who could not be reached is told again until it has taken it.
 */
export class Notifier {
  readonly #options: NotifierOptions;
  readonly #queues = new Map<string, ReceiverQueue>();
  readonly #standing = new StandingAlerts();
  readonly #silences: SilenceWatch;
  /** By receiver: attempts that failed since the last that arrived. */
  readonly #failed = new Map<string, number>();
  /** Receivers that answered 401 last, and are asked of one alert at a time: a login may be locked for more. */
  readonly #unauthorized = new Set<string>();
  /** By incident: news that goes out once it is written down who is owed it. */
  readonly #beingOwed = new Map<string, Alert>();
  /** By receiver: alerts that it was owed still when it was last told again. */
  #late: ReadonlyMap<string, number> = new Map();
  /** Incidents of which somebody is told when their snooze ends. */
  readonly #held = new Set<string>();

  constructor(options: NotifierOptions) {
    this.#options = options;
    this.#silences = new SilenceWatch((sentence) => options.say?.(sentence));
  }

  /** Tells every receiver; resolves when each has been told or was given up. */
  async tell(alert: Alert, signal: AbortSignal, told: Told): Promise<void> {
    this.#standing.put(alert, told);
    this.#held.delete(alert.incident.id);
    const receivers = this.#options.receivers().filter((to) => wants(to, alert));
    await this.#offerNews(alert, receivers, signal, told);
  }

  /**
   * After a restart: goes on telling Alertmanagers of an alert that was told before it, tells those who are still
   * owed it, and nobody else. `isSnoozed`: not before `run` sees that nobody wants quiet any more.
   */
  async resume(alert: Alert, signal: AbortSignal, told: Told, isSnoozed = false): Promise<void> {
    this.#standing.put(alert, told);
    if (isSnoozed) {
      this.#held.add(alert.incident.id);
      return;
    }
    await this.#offerNews(alert, this.#stillToTell(alert), signal, told);
  }

  /** Silences of Alertmanagers by the incident that each holds back, as last asked for. */
  get silences(): ReadonlyMap<string, Silence> {
    return this.#silences.silences;
  }

  /** How many alerts wait, are under way or were put off, by receiver; none of them is snoozed. */
  waiting(): readonly { readonly receiver: string; readonly length: number }[] {
    return this.#options.receivers().map(({ name }) => {
      const length = this.#queues.get(name)?.length ?? 0;
      return { receiver: name, length: Math.max(length, this.#late.get(name) ?? 0) };
    });
  }

  /** Tells Alertmanagers and who is still owed something again, and asks for silences, until `signal` is aborted. */
  async run(present: Present, signal: AbortSignal): Promise<void> {
    const { sleep, context } = this.#options;
    let toldAtMs = context.nowMs();
    let asking: Promise<void> | null = null;
    while (!signal.aborted) {
      await sleep(silencePollMs, signal);
      if (signal.aborted) break;
      this.#tellHeld(present, signal);
      // Also where the clock was set back: an alert that is not told again is resolved over there.
      if (Math.abs(context.nowMs() - toldAtMs) >= resendDelayMs) {
        toldAtMs = context.nowMs();
        this.#tellAgain(present, signal);
      }
      // Nobody waits for one that is slow to answer: others would hear nothing meanwhile.
      const [firing, receivers] = [this.#standing.firing(), this.#alertmanagers()];
      asking ??= this.#silences.ask(firing, receivers, context, signal).finally(() => {
        asking = null;
      });
    }
    await asking;
  }

  #tellAgain(present: Present, signal: AbortSignal): void {
    const { context, ledger } = this.#options;
    const isOwed = (id: string) => ledger.owed(id).size > 0;
    const late = new Map<string, number>();
    for (const standing of this.#standing.due(present, context.nowMs(), isOwed)) {
      const { id } = standing.alert.incident;
      for (const to of this.#stillToTell(standing.alert)) {
        if (ledger.owed(id).has(to.name)) late.set(to.name, (late.get(to.name) ?? 0) + 1);
        if (!this.#isUnderWay(to, id)) void this.#offer(to, standing, signal, 'again');
      }
    }
    this.#late = late;
  }

  /** Of whose attempts go on it is not known yet how they end, which is to be said. */
  #isUnderWay(to: ReceiverConfig, id: string): boolean {
    const queue = this.#queueOf(to);
    const isToCome = this.#beingOwed.has(id) && to.kind !== 'alertmanager';
    return isToCome || queue.has(id) || (this.#unauthorized.has(to.name) && queue.length > 0);
  }

  #tellHeld(present: Present, signal: AbortSignal): void {
    for (const id of this.#held) {
      const standing = this.#standing.get(id);
      if (standing !== undefined && present.isSnoozed(standing.alert.incident.workload)) continue;
      this.#held.delete(id);
      const now = this.#standing.renewed(id, present);
      if (now !== undefined) void this.resume(now.alert, signal, now.told);
    }
  }

  /** Alertmanagers, and who was left to be told. */
  #stillToTell(alert: Alert): readonly ReceiverConfig[] {
    const owed = this.#options.ledger.owed(alert.incident.id);
    return this.#options
      .receivers()
      .filter((to) => wants(to, alert) && (to.kind === 'alertmanager' || owed.has(to.name)));
  }

  async #offerNews(
    alert: Alert,
    receivers: readonly ReceiverConfig[],
    signal: AbortSignal,
    told: Told,
  ): Promise<void> {
    const names = receivers.map(({ name }) => name);
    const { id } = alert.incident;
    this.#beingOwed.set(id, alert);
    await this.#options.ledger.owe(alert, names);
    if (this.#beingOwed.get(id) === alert) this.#beingOwed.delete(id);
    const news = { alert, news: alert, told };
    await Promise.all(receivers.map((to) => this.#offer(to, news, signal, 'news')));
  }

  async #offer(
    to: ReceiverConfig,
    { alert, news, told }: Omit<Standing, 'arrived'>,
    signal: AbortSignal,
    how: 'news' | 'again',
  ): Promise<void> {
    const result = await this.#queueOf(to).offer(alert, signal);
    if (result === null) return;
    const isRefused = isRefusal(result);
    if (result.ok || isRefused) {
      this.#options.ledger.settle(news, to.name, result.ok ? 'told' : 'refused');
    }
    const arrived = this.#standing.get(alert.incident.id)?.arrived;
    const before = arrived?.get(to.name);
    arrived?.set(to.name, result.ok);
    // That it went as the last time is no news, unless it was the last time. Alertmanagers are told again after a refusal.
    const isLast = isRefused && to.kind !== 'alertmanager';
    const isOther = before !== result.ok || isLast;
    if (how === 'news' || (isOther && !signal.aborted)) told(to.name, result);
  }

  #queueOf(to: ReceiverConfig): ReceiverQueue {
    const known = this.#queues.get(to.name);
    if (known !== undefined) return known;
    const made = new ReceiverQueue({
      send: (alert, signal) => this.#send(to.name, alert, signal),
      retry: () => this.#options.retry ?? (to.kind === 'alertmanager' ? shortPatience : patience),
      // Slack takes a message a second (rate limits of incoming webhooks).
      atOnce: to.kind === 'slack' ? 1 : 4,
      mostWaiting: limits.notifications_waiting.most,
    });
    this.#queues.set(to.name, made);
    return made;
  }

  /** To the receiver as it is configured now. */
  async #send(name: string, alert: Alert, signal: AbortSignal): Promise<Attempt> {
    const { receivers, context } = this.#options;
    const to = receivers().find((one) => one.name === name);
    if (to !== undefined) {
      const attempt = await sendAlert(alert, { to, context, signal });
      this.#noteAttempt(to, attempt, signal);
      return attempt;
    }
    const reason = 'the receiver is not configured any more';
    return { kind: 'failed', reason, final: true, retryAfterMs: null };
  }

  /** Once until something arrives. Of Alertmanagers, and of what is not tried again, the failure itself is told soon. */
  #noteAttempt(to: ReceiverConfig, attempt: Attempt, signal: AbortSignal): void {
    if (attempt.kind === 'failed' && attempt.status === 401) this.#unauthorized.add(to.name);
    else this.#unauthorized.delete(to.name);
    if (attempt.kind === 'arrived') this.#failed.delete(to.name);
    if (attempt.kind === 'arrived' || attempt.final || signal.aborted) return;
    const failed = (this.#failed.get(to.name) ?? 0) + 1;
    this.#failed.set(to.name, failed);
    if (failed !== lateAfter || to.kind === 'alertmanager') return;
    this.#options.say?.(`${to.name} has not been told yet and is tried again: ${attempt.reason}`);
  }

  #alertmanagers(): readonly AlertmanagerConfig[] {
    return this.#options.receivers().filter((to) => to.kind === 'alertmanager');
  }
}

/** Who does not want to hear that it is over is not told, nor is a cluster of what is none of its pods. */
function wants(to: ReceiverConfig, alert: Alert): boolean {
  if (to.kind === 'kubernetes-event' && podOfAlert(alert) === null) return false;
  return alert.status === 'firing' || to.sendResolved;
}
