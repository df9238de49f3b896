// Asks the worker. One question is under way at a time and one waits: a newer one takes its place, and an answer
// to anything but the newest question is dropped. The first file in HCL2 makes it change to a worker that reads it.
import type { HclKeys, Machines } from 'foreplan';
import type { Session } from '../state/session';
import type { Answer, Dialect, FromWorker, Question } from './messages';

/** How long typing must pause before a question is asked. */
const PAUSE_MS = 120;

export interface Listener {
  ready(version: string, defaultFleet: Machines[], hclKeys: HclKeys): void;
  answered(answer: Answer, session: Session): void;
  broken(message: string): void;
}

/** The part of a `Worker` that is used. */
export interface Port {
  postMessage(question: Question): void;
  terminate(): void;
  onmessage: ((event: MessageEvent<FromWorker>) => void) | null;
  onerror: ((event: ErrorEvent) => void) | null;
}

export class EngineClient {
  #port: Port;
  #dialect: Dialect = 'hcl1';
  #number = 0;
  #asked: { number: number; session: Session } | null = null;
  #waiting: Session | null = null;
  #timer: ReturnType<typeof setTimeout> | undefined;

  constructor(
    private readonly start: (dialect: Dialect) => Port,
    private readonly listener: Listener,
  ) {
    this.#port = this.#connect();
  }

  /** Asks about a session, at once or after the user has paused. */
  ask(session: Session, when: 'now' | 'after a pause'): void {
    this.#waiting = session;
    clearTimeout(this.#timer);
    if (when === 'now') {
      this.#send();
    } else {
      this.#timer = setTimeout(() => this.#send(), PAUSE_MS);
    }
  }

  #send(): void {
    if (this.#asked || !this.#waiting) return;
    const session = this.#waiting;
    this.#waiting = null;
    this.#asked = { number: ++this.#number, session };
    this.#port.postMessage({
      number: this.#number,
      text: session.text,
      fleet: session.fleet,
      registered: session.registered.map(({ text }) => text),
    });
  }

  #connect(): Port {
    const port = this.start(this.#dialect);
    port.onmessage = ({ data }) => this.#receive(data);
    port.onerror = (event) => this.#receive({ kind: 'broken', message: event.message });
    return port;
  }

  #reconnect(): void {
    this.#port.terminate();
    this.#port = this.#connect();
  }

  #receive(message: FromWorker): void {
    if (message.kind === 'ready') {
      this.listener.ready(message.version, message.defaultFleet, message.hclKeys);
      return;
    }
    const asked = this.#asked;
    this.#asked = null;
    if (message.kind === 'needs hcl2') {
      this.#dialect = 'hcl2';
      this.#reconnect();
      this.#waiting ??= asked?.session ?? null;
    } else if (message.kind === 'broken') {
      // A worker that breaks before it was asked anything would only break again.
      if (asked) this.#reconnect();
      this.listener.broken(message.message);
    } else if (asked?.number === message.number && !this.#waiting) {
      this.listener.answered(message.answer, asked.session);
    }
    this.#send();
  }
}
