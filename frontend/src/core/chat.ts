/** The chat of a room: messages in the order of the server, and those on their way to it. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import { messageOfEvent } from './chatMessages';
import type { KeptPosts } from './keptPosts';
import type { PagesState } from './messagePages';
import { MessagePages, PAGE } from './messagePages';
import type { Waiting } from './outgoing';
import { Outgoing } from './outgoing';
import type { Anchor, Hello, Message, MessageEvent, ServerEvent } from './records';
import type { RoomApi } from './roomApi';
import type { RoomStore } from './roomState';

export type { Waiting } from './outgoing';

/** Who has typed is shown as typing for this long. */
export const TYPING_MS = 4_000;

/** The facts. */
export interface ChatState extends PagesState {
  waiting: readonly Waiting[];
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
  private readonly outgoing: Outgoing<ChatState>;
  private readonly pages: MessagePages;
  private marking: Promise<void> | null = null;
  /** Events up to this seq are in the unread count of the greeting. */
  private countedTo = 0;

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
    this.pages = new MessagePages(this.store, page => api.messages(room, page));
    this.outgoing = new Outgoing({
      store: this.store,
      kept,
      send: post => api.post(room, post),
      stored: message => {
        this.pages.take(message);
      }
    });
  }

  /** Read the newest messages, if that has not been done. */
  open(): Promise<void> {
    return this.pages.open();
  }

  /** Read the page before the oldest message that is known. Failures stand in `problem`. */
  loadOlder(): Promise<void> {
    return this.pages.older();
  }

  /** Read back until the message of a seq is here. */
  async reach(seq: number): Promise<void> {
    await this.pages.readBackUntil(messages => (messages[0]?.seq ?? Infinity) <= seq);
  }

  /** Read back until a message is here; undefined where there is none of this id. */
  async find(id: string): Promise<Message | undefined> {
    const find = (messages: readonly Message[]): Message | undefined => messages.find(each => each.id === id);
    await this.pages.readBackUntil(messages => find(messages) !== undefined);
    return find(this.store.getState().messages);
  }

  /** The messages that hold every word of `query`, newest first, at most `PAGE`. */
  async search(query: string): Promise<readonly Message[]> {
    const page = await this.api.messages(this.room, { q: query, limit: PAGE });
    return [...page.items].reverse();
  }

  /** Post a message: at once in this tab, and for everyone as soon as the server has stored it. */
  post(draft: Draft): void {
    this.outgoing.add({ ...draft, client_id: makeId() });
  }

  /** Try a refused message again. */
  again(clientId: string): void {
    this.outgoing.again(clientId);
  }

  /** Give a message up that was not sent. */
  giveUp(clientId: string): void {
    this.outgoing.drop(clientId);
  }

  /** Change the text of a message. Rejects as `RoomApi` does. */
  async edit(message: string, body: string): Promise<void> {
    this.pages.take(await this.api.editMessage(this.room, message, { body }));
  }

  /** Delete a message; the mark that stays comes as an event. Rejects as `RoomApi` does. */
  async remove(message: string): Promise<void> {
    await this.api.deleteMessage(this.room, message);
  }

  /** All up to a seq has been seen. One request at a time: a busy class is not told of each message. */
  markRead(seq: number): Promise<void> {
    this.marking ??= this.setMark(seq).finally(() => {
      this.marking = null;
    });
    return this.marking;
  }

  /** Take in what the server says. Rejects never; what goes wrong stands in `problem`. */
  heard(event: ServerEvent): void {
    switch (event.type) {
      case 'hello':
        this.greeted(event);
        break;
      case 'chat.posted':
      case 'chat.edited':
      case 'chat.deleted':
        this.told(event);
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
    this.outgoing.wake();
  }

  /** Stop reading and sending. What waits is kept in the browser. */
  dispose(): void {
    this.pages.dispose();
    this.outgoing.dispose();
  }

  private greeted(event: Hello): void {
    this.countedTo = event.seq;
    if (event.resumed !== true) {
      this.pages.renew();
    } else if (this.store.getState().problem !== '') {
      void this.pages.older(); // it failed without a network
    }
    this.outgoing.wake();
  }

  private told(event: MessageEvent): void {
    const message = messageOfEvent(event);
    this.pages.take(message);
    if (message.author === this.roomStore.getState().username) {
      this.outgoing.drop(message.client_id);
    } else if (event.seq > this.countedTo) {
      this.count(event);
    }
    if (event.type === 'chat.posted') {
      this.setTyping(message.author, 0);
    }
  }

  private count(event: MessageEvent): void {
    const { read, unread } = this.roomStore.getState();
    if (event.message_seq <= read || event.type === 'chat.edited') {
      return;
    }
    const step = event.type === 'chat.deleted' ? -1 : event.deleted ? 0 : 1;
    this.roomStore.setState({ unread: Math.max(0, unread + step) });
  }

  private async setMark(seq: number): Promise<void> {
    const newest = this.store.getState().messages.at(-1)?.seq ?? 0;
    const { read, unread, connection } = this.roomStore.getState();
    // In a room that is over there is nothing to be read any longer. Who has seen all, and has something unread
    // nevertheless, has the server count again.
    if (connection !== 'ended' && newest > 0 && (seq > read || (seq === newest && unread > 0))) {
      const mark = await this.api.markRead(this.room, seq);
      this.roomStore.setState({ read: mark.seq, unread: mark.unread });
    }
  }

  /** Another tab of this person has read; what is not here is counted by the server. */
  private readElsewhere(read: number): void {
    const { username, read: before } = this.roomStore.getState();
    if (read <= before) {
      return;
    }
    if (this.pages.hasAllAfter(read)) {
      const { messages } = this.store.getState();
      const unread = messages.filter(each => each.seq > read && each.author !== username && !each.deleted).length;
      this.roomStore.setState({ read, unread });
      return;
    }
    this.roomStore.setState({ read });
    this.api.readMark(this.room).then(
      mark => {
        this.roomStore.setState({ read: mark.seq, unread: mark.unread });
      },
      (error: unknown) => {
        console.warn('How much is unread could not be asked:', error); // the next greeting brings it
      }
    );
  }

  private setTyping(username: string, until: number): void {
    const { typing } = this.store.getState();
    if (until === 0 && !(username in typing)) {
      return;
    }
    const now = Date.now();
    const others = Object.entries(typing).filter(([name, end]) => name !== username && end > now);
    this.store.setState({ typing: Object.fromEntries(until === 0 ? others : [...others, [username, until]]) });
  }
}

/** An id that no other message has, also on pages without TLS, where `randomUUID` is missing. */
function makeId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return [...bytes].map(byte => byte.toString(16).padStart(2, '0')).join('');
}
