// The session and what is known of it, as signals: the only place where the page's state changes.
import { signal } from '@preact/signals';
import type { HclKeys, Machines, PlanReport } from 'foreplan';
import type { EngineClient, Listener } from '../engine/client';
import type { Answer } from '../engine/messages';
import { fromHash, toHash } from './hash';
import { type Session, withFleet, withoutRegistered, withRegistered, withText } from './session';

/** How long the address may lag behind the editor. */
const ADDRESS_MS = 400;

export class Store {
  readonly session;
  /** The text that was opened last: what the editor begins with. */
  readonly opened;
  /** The answer to the newest question that was answered. */
  readonly answer = signal<Answer | null>(null);
  /** The last plan there was: it stays in sight while the file has an error. */
  readonly plan = signal<PlanReport | null>(null);
  readonly broken = signal<string | null>(null);
  readonly version = signal('');
  readonly defaultFleet = signal<Machines[]>([]);
  readonly hclKeys = signal<HclKeys | null>(null);

  readonly #engine: EngineClient;
  #addressTimer: ReturnType<typeof setTimeout> | undefined;
  #address = location.hash;

  constructor(session: Session, connect: (listener: Listener) => EngineClient) {
    this.session = signal(session);
    this.opened = signal({ text: session.text });
    this.#engine = connect({
      ready: (version, fleet, keys) => {
        this.version.value = version;
        this.defaultFleet.value = fleet;
        this.hclKeys.value = keys;
      },
      answered: (answer) => {
        this.broken.value = null;
        this.answer.value = answer;
        if (answer.plan) this.plan.value = answer.plan;
      },
      broken: (message) => {
        this.broken.value = message;
      },
    });
    this.#engine.ask(session, 'now');
  }

  type(text: string): void {
    this.#change(withText(this.session.value, text), 'after a pause');
  }

  open(text: string): void {
    this.opened.value = { text };
    this.#change(withText(this.session.value, text), 'now');
  }

  setFleet(fleet: Machines[] | null): void {
    this.#change(withFleet(this.session.value, fleet), 'after a pause');
  }

  /** Registers the job that the plan is about. */
  register(): void {
    const id = this.answer.value?.plan?.job.id;
    if (id) this.#change(withRegistered(this.session.value, { id, text: this.session.value.text }), 'now');
  }

  deregister(id: string): void {
    this.#change(withoutRegistered(this.session.value, id), 'now');
  }

  async openAddress(hash: string): Promise<void> {
    if (hash === this.#address) return;
    const session = await fromHash(hash);
    if (!session) return;
    this.opened.value = { text: session.text };
    this.#change(session, 'now');
  }

  #change(session: Session, when: 'now' | 'after a pause'): void {
    if (session === this.session.value) return;
    this.session.value = session;
    this.#engine.ask(session, when);
    clearTimeout(this.#addressTimer);
    this.#addressTimer = setTimeout(async () => {
      this.#address = await toHash(session);
      history.replaceState(null, '', this.#address);
    }, ADDRESS_MS);
  }
}
