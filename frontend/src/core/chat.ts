/** The chat of a room: messages in the order of the server, and those on their way to it. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import { Backoff } from './backoff';
import type { KeptPosts } from './keptPosts';
import type { Anchor, Message, MessageEvent, MessagesPostBody, ServerEvent } from './records';
import { ApiError } from './requests';
import type { RoomApi } from './roomApi';
import type { RoomStore } from './roomState';

const PAGE = 100;
/** Who has typed is shown as typing for this long. */
export const TYPING_MS = 4_000;

/** A message that the server has not stored yet. `failed` is its reason for refusing it; empty while it waits. */
export interface Waiting {
  post: MessagesPostBody;
  failed: string;
}

/** The facts. */
export interface ChatState {
  /** By seq, oldest first, without gaps back to the first of them. */
  messages: readonly Message[];
  waiting: readonly Waiting[];
  /** Whether there are older ones; null before the first page has come. */
  hasOlder: boolean | null;
  loading: boolean;
  problem: string;
  /** Who is writing a message, and until when that counts, in milliseconds since the epoch. */
  typing: Readonly<Record<string, number>>;
}

/** What a person writes. */
export interface Draft {
  body: string;
  reply_to?: string | null;
  anchor?: Anchor | null;
}

/** The chat of one room. */
export class Chat {
  readonly store: StoreApi<ChatState>;
  private sending = false;
  private readonly backoff = new Backoff();
  private retry: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;

  constructor(
    private readonly api: RoomApi,
    private readonly room: string,
    private readonly roomStore: RoomStore,
    readonly kept: KeptPosts
  ) {
    this.store = createStore<ChatState>(() => ({
      messages: [],
      waiting: kept.posts().map(post => ({ post, failed: '' })),
      hasOlder: null,
      loading: false,
      problem: '',
      typing: {}
    }));
  }

  /** Read the newest messages, if that has not been done. */
  async open(): Promise<void> {
    if (this.store.getState().hasOlder === null) {
      await this.loadOlder();
    }
  }

  /** Read the page before the oldest message that is known. */
  async loadOlder(): Promise<void> {
    const { loading, messages, hasOlder } = this.store.getState();
    if (loading || hasOlder === false) {
      return;
    }
    this.store.setState({ loading: true, problem: '' });
    try {
      const before = messages[0]?.seq;
      const page = await this.api.messages(this.room, {
        limit: PAGE,
        ...(before === undefined ? {} : { before })
      });
      this.merge(page.items);
      this.store.setState({ hasOlder: page.next !== null });
    } catch (error) {
      this.store.setState({ problem: messageOf(error) });
    } finally {
      this.store.setState({ loading: false });
    }
  }

  /** Read back until the message of a seq is here. */
  async reach(seq: number): Promise<void> {
    for (;;) {
      const { messages, hasOlder, problem } = this.store.getState();
      const oldest = messages[0]?.seq;
      if ((oldest !== undefined && oldest <= seq) || hasOlder === false || problem !== '') {
        return;
      }
      await this.loadOlder();
    }
  }

  /** The messages that hold every word of `query`, newest first. */
  async search(query: string): Promise<readonly Message[]> {
    const page = await this.api.messages(this.room, { q: query, limit: PAGE });
    return [...page.items].reverse();
  }

  /** Post a message: at once in this tab, and for everyone as soon as the server has stored it. */
  post(draft: Draft): void {
    const post: MessagesPostBody = { ...draft, client_id: makeId() };
    this.kept.keep(post);
    this.store.setState(({ waiting }) => ({ waiting: [...waiting, { post, failed: '' }] }));
    void this.send();
  }

  /** Try a refused message again. */
  again(clientId: string): void {
    this.store.setState(({ waiting }) => ({
      waiting: waiting.map(each => (each.post.client_id === clientId ? { ...each, failed: '' } : each))
    }));
    void this.send();
  }

  /** Give a message up that was not sent. */
  giveUp(clientId: string): void {
    this.kept.drop(clientId);
    this.store.setState(({ waiting }) => ({
      waiting: waiting.filter(each => each.post.client_id !== clientId)
    }));
  }

  /** Change the text of a message. */
  async edit(message: string, body: string): Promise<void> {
    this.merge([await this.api.editMessage(this.room, message, { body })]);
  }

  /** Delete a message; the mark that stays comes as an event. */
  async remove(message: string): Promise<void> {
    await this.api.deleteMessage(this.room, message);
  }

  /** All that is here has been seen. */
  async markRead(): Promise<void> {
    const newest = this.store.getState().messages.at(-1);
    const { read, unread } = this.roomStore.getState();
    if (newest && (newest.seq > read || unread > 0)) {
      const mark = await this.api.markRead(this.room, newest.seq);
      this.roomStore.setState({ read: mark.seq, unread: mark.unread });
    }
  }

  /** Take in what the server says. */
  heard(event: ServerEvent): void {
    switch (event.type) {
      case 'hello':
        if (event.resumed !== true && this.store.getState().hasOlder !== null) {
          this.store.setState({ messages: [], hasOlder: null });
          void this.open();
        }
        void this.send();
        break;
      case 'chat.posted':
      case 'chat.edited':
      case 'chat.deleted':
        this.take(event);
        break;
      case 'chat.typing':
        this.setTyping(event.username, Date.now() + TYPING_MS);
        break;
      case 'chat.read':
        if (event.username === this.roomStore.getState().username) {
          this.readElsewhere(event.read);
        }
        break;
    }
  }

  /** The network is back: send what waits now. */
  wake(): void {
    this.backoff.reset();
    void this.send();
  }

  /** Stop sending. What waits is kept in the browser. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.retry);
  }

  private take(event: MessageEvent): void {
    const { type, seq: _seq, message_seq, ...rest } = event;
    const message: Message = { ...rest, seq: message_seq };
    const { messages, hasOlder } = this.store.getState();
    const known = messages.some(each => each.id === message.id);
    if (type === 'chat.posted' || known) {
      // Without the first page a message would stand in front of a gap.
      if (hasOlder !== null) {
        this.merge([message]);
      }
    }
    if (type === 'chat.posted') {
      this.arrived(message, known);
    }
  }

  private arrived(message: Message, known: boolean): void {
    const { username, unread } = this.roomStore.getState();
    this.setTyping(message.author, 0);
    if (message.author === username) {
      this.giveUp(message.client_id);
    } else if (!known) {
      this.roomStore.setState({ unread: unread + 1 });
    }
  }

  private readElsewhere(read: number): void {
    const { messages } = this.store.getState();
    const { username } = this.roomStore.getState();
    const unread = messages.filter(each => each.seq > read && each.author !== username).length;
    this.roomStore.setState({ read, unread });
  }

  private setTyping(username: string, until: number): void {
    this.store.setState(({ typing }) => {
      const { [username]: _before, ...others } = typing;
      return { typing: until === 0 ? others : { ...others, [username]: until } };
    });
  }

  private merge(items: readonly Message[]): void {
    const byId = new Map(this.store.getState().messages.map(each => [each.id, each]));
    for (const item of items) {
      byId.set(item.id, item);
    }
    const messages = [...byId.values()].sort((a, b) => a.seq - b.seq);
    this.store.setState({ messages });
  }

  /** One after the other: the order in which they were written. */
  private async send(): Promise<void> {
    clearTimeout(this.retry);
    if (this.sending) {
      return;
    }
    this.sending = true;
    try {
      for (let next = this.next(); next; next = this.next()) {
        const stored = await this.api.post(this.room, next.post);
        this.backoff.reset();
        this.giveUp(next.post.client_id);
        if (this.store.getState().hasOlder !== null) {
          this.merge([stored]);
        }
      }
    } catch (error) {
      this.couldNotSend(error);
    } finally {
      this.sending = false;
    }
  }

  private next(): Waiting | undefined {
    return this.disposed ? undefined : this.store.getState().waiting.find(each => each.failed === '');
  }

  private couldNotSend(error: unknown): void {
    const first = this.next();
    if (!first) {
      return;
    }
    if (error instanceof ApiError && !error.retryable) {
      const failed = error.message;
      this.store.setState(({ waiting }) => ({
        waiting: waiting.map(each => (each === first ? { ...each, failed } : each))
      }));
    }
    this.retry = setTimeout(() => void this.send(), this.backoff.next());
  }
}

/** What to say of a failure. */
export function messageOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error);
}

/** An id that no other message has, also on pages without TLS, where `randomUUID` is missing. */
function makeId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
