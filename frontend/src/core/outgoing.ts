/** Posts on their way to the server: one after the other, again after a failure, each stored once. */

import type { StoreApi } from 'zustand/vanilla';

import { Backoff } from './backoff';
import { within } from './deadline';
import type { KeptPosts } from './keptPosts';
import { messageOf } from './language';
import type { Message, MessagesPostBody } from './records';
import { ApiError } from './requests';

/** An answer that takes longer counts as lost: the post is sent again under the same id. */
const DEADLINE_MS = 20_000;

/** A message that the server has not stored yet. `failed` is its reason for refusing it; empty while it waits. */
export interface Waiting {
  post: MessagesPostBody;
  failed: string;
}

/** What it needs. */
export interface OutgoingOptions<State extends { waiting: readonly Waiting[] }> {
  store: StoreApi<State>;
  kept: KeptPosts;
  send: (post: MessagesPostBody) => Promise<Message>;
  /** The server has stored a message. */
  stored: (message: Message) => void;
}

/** Sends what waits. */
export class Outgoing<State extends { waiting: readonly Waiting[] }> {
  private readonly backoff = new Backoff();
  private sending = false;
  private disposed = false;
  private retry: ReturnType<typeof setTimeout> | undefined;

  constructor(private readonly options: OutgoingOptions<State>) {}

  /** One more, behind all others. */
  add(post: MessagesPostBody): void {
    this.options.kept.keep(post);
    this.change(waiting => [...waiting, { post, failed: '' }]);
    void this.send();
  }

  /** Try a refused one again. */
  again(clientId: string): void {
    this.mark(clientId, '');
    void this.send();
  }

  /** It has been stored, or is given up. */
  drop(clientId: string): void {
    if (this.waiting.some(each => each.post.client_id === clientId)) {
      this.options.kept.drop(clientId);
      this.change(waiting => waiting.filter(each => each.post.client_id !== clientId));
    }
  }

  /** The network is back: do not wait for the next attempt. */
  wake(): void {
    this.backoff.reset();
    void this.send();
  }

  /** Stop. What waits stays in the browser. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.retry);
  }

  /** In the order in which they were written. */
  private async send(): Promise<void> {
    clearTimeout(this.retry);
    if (this.sending) {
      return;
    }
    this.sending = true;
    let goesOn = true;
    try {
      for (let next = this.next(); goesOn && next; next = this.next()) {
        goesOn = await this.sendOne(next.post);
      }
    } finally {
      this.sending = false;
    }
    if (!goesOn && !this.disposed) {
      this.retry = setTimeout(() => void this.send(), this.backoff.next());
    }
  }

  /** Whether the next one can go. */
  private async sendOne(post: MessagesPostBody): Promise<boolean> {
    let message: Message;
    try {
      message = await within(DEADLINE_MS, 'Sending a message', this.options.send(post));
    } catch (error) {
      if (error instanceof ApiError && !error.retryable) {
        this.mark(post.client_id, messageOf(error));
        return true;
      }
      return false; // it stays and is seen to wait; without a network that is no fault to tell of
    }
    this.backoff.reset();
    this.drop(post.client_id);
    this.options.stored(message);
    return true;
  }

  private next(): Waiting | undefined {
    return this.disposed ? undefined : this.waiting.find(each => each.failed === '');
  }

  private mark(clientId: string, failed: string): void {
    this.change(waiting =>
      waiting.map(each => (each.post.client_id === clientId ? { ...each, failed } : each))
    );
  }

  private get waiting(): readonly Waiting[] {
    return this.options.store.getState().waiting;
  }

  private change(how: (waiting: readonly Waiting[]) => readonly Waiting[]): void {
    this.options.store.setState({ waiting: how(this.waiting) } as Partial<State>);
  }
}
