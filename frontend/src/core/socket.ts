/** One WebSocket that comes back: backoff, close codes, and a sign of life. */

import { Backoff } from './backoff';
import { afterClose, CLOSE, retryAfter } from './closeCodes';

/** Without any frame for this long the connection counts as lost. */
export const SILENCE_MS = 30_000;
/** After the person's own awareness was sent, an echo is due within this. */
const ECHO_MS = 10_000;
const CHECK_MS = 3_000;

/** Where a connection is. `idle`: the server ended it for idleness, the next key opens it again. */
export type SocketState = 'connecting' | 'connected' | 'reconnecting' | 'offline' | 'idle' | 'ended';

/** What the owner of a socket hears. */
export interface SocketEvents {
  /** A new socket is open; counters of the last one are void. */
  opened(): void;
  /** A binary message. */
  received(bytes: Uint8Array): void;
  /** A text message. */
  receivedText?(text: string): void;
  /** The socket is gone; `state` tells what comes next, `code` why. */
  closed(state: SocketState, code: number): void;
  /** Send something that the server echoes. */
  probe(): void;
}

/** The parts of a browser that tests replace. */
export interface SocketOptions {
  url: () => string;
  events: SocketEvents;
  WebSocket: typeof WebSocket;
  backoff?: Backoff;
}

/** A WebSocket that reconnects until it is told not to. */
export class ReconnectingSocket {
  private socket: WebSocket | null = null;
  private readonly backoff: Backoff;
  private _retryAt: number | null = null;
  private retryTimer: ReturnType<typeof setTimeout> | undefined;
  private checkTimer: ReturnType<typeof setInterval> | undefined;
  private lastFrame = 0;
  private probedAt = 0;
  private stopped = true;

  constructor(private readonly options: SocketOptions) {
    this.backoff = options.backoff ?? new Backoff();
  }

  /** Whether frames can be sent now. */
  get isOpen(): boolean {
    return this.socket?.readyState === 1;
  }

  /** When the next attempt to connect is due, in milliseconds since the epoch; null if none is. */
  get retryAt(): number | null {
    return this._retryAt;
  }

  /** Connect, and stay connected. */
  start(): void {
    this.stopped = false;
    this.connect();
  }

  /** Send a frame; false if there is no open socket to take it. */
  send(message: Uint8Array | string): boolean {
    if (!this.isOpen) {
      return false;
    }
    this.socket?.send(message);
    return true;
  }

  /** Connect now, if nothing is under way: the network is back, the tab is seen again, a key was hit. */
  wake(): void {
    if (this.stopped || this.socket !== null) {
      return;
    }
    this.backoff.reset();
    this.connect();
  }

  /** Throw the present socket away and come back. */
  drop(): void {
    const socket = this.release();
    if (socket) {
      socket.close();
      this.lost(1006, '');
    }
  }

  /** Close for good. */
  stop(): void {
    this.stopped = true;
    clearTimeout(this.retryTimer);
    this.release()?.close(1000);
  }

  private connect(): void {
    clearTimeout(this.retryTimer);
    this._retryAt = null;
    const socket = new this.options.WebSocket(this.options.url());
    socket.binaryType = 'arraybuffer';
    this.socket = socket;
    socket.onopen = () => {
      this.opened();
    };
    socket.onmessage = (event: MessageEvent<unknown>) => {
      this.message(event.data);
    };
    socket.onclose = (event: CloseEvent) => {
      this.release();
      this.lost(event.code, event.reason);
    };
    // A connection attempt that hangs counts as silence, too.
    this.lastFrame = this.probedAt = Date.now();
    this.checkTimer = setInterval(() => {
      this.checkLife();
    }, CHECK_MS);
  }

  private opened(): void {
    this.lastFrame = Date.now();
    this.options.events.opened();
  }

  private message(data: unknown): void {
    this.lastFrame = Date.now();
    if (data instanceof ArrayBuffer) {
      this.backoff.reset();
      this.options.events.received(new Uint8Array(data));
    } else if (typeof data === 'string') {
      this.backoff.reset();
      this.options.events.receivedText?.(data);
    }
  }

  /** Hidden tabs run timers once a minute: silence counts only after a probe had time to be echoed. */
  private checkLife(): void {
    const now = Date.now();
    if (now - this.lastFrame < SILENCE_MS) {
      return;
    }
    if (this.probedAt <= this.lastFrame && this.isOpen) {
      this.probedAt = now;
      this.options.events.probe();
    } else if (now - this.probedAt >= ECHO_MS) {
      this.drop();
    }
  }

  /** Note that something was sent that the server echoes. */
  probed(): void {
    if (this.probedAt <= this.lastFrame) {
      this.probedAt = Date.now();
    }
  }

  private release(): WebSocket | null {
    const socket = this.socket;
    clearInterval(this.checkTimer);
    if (socket) {
      socket.onopen = socket.onmessage = socket.onclose = null;
    }
    this.socket = null;
    return socket;
  }

  private lost(code: number, reason: string): void {
    if (this.stopped) {
      return;
    }
    const after = afterClose(code);
    if (after === 'stop') {
      this.stopped = true;
      this.options.events.closed('ended', code);
    } else if (after === 'wait for a key') {
      this.options.events.closed('idle', CLOSE.idle);
    } else {
      const wait = this.backoff.next(retryAfter(reason));
      this._retryAt = Date.now() + wait;
      this.retryTimer = setTimeout(() => {
        this.connect();
      }, wait);
      this.options.events.closed(isOffline() ? 'offline' : 'reconnecting', code);
    }
  }
}

/** Whether the browser knows that there is no network; outside of browsers nobody does. */
function isOffline(): boolean {
  return typeof navigator !== 'undefined' && (navigator.onLine as boolean | undefined) === false;
}
