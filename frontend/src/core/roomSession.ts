/** One room in this tab: its events, and the stores that follow them. */

import { ActivityFeed } from './activityFeed';
import { Chat } from './chat';
import { EventsClient, isOut } from './eventsClient';
import { Hand } from './hand';
import type { KeptPosts } from './keptPosts';
import { messageOf, wordsOf } from './language';
import type { ClientEvent, Room, ServerEvent, Status } from './records';
import type { RoomApi } from './roomApi';
import type { RoomStore } from './roomState';
import {
  createRoomStore,
  deleted,
  deserted,
  documentChanged,
  greeted,
  isUnknown,
  listed,
  memberRemoved,
  memberUpdated,
  moved,
  roomUpdated
} from './roomState';

/** Where this person is: what `presence.set` says. */
export interface Place {
  document: string | null;
  line: number | null;
  column: number | null;
}

/** What a session needs. */
export interface SessionOptions {
  api: RoomApi;
  room: Room;
  /** The address of the events socket; with the newest seq that has been heard, where one has. */
  url: (room: string, after: number | null) => string;
  /** Where posts wait that could not be sent yet. */
  posts: KeptPosts;
  WebSocket?: typeof WebSocket;
}

/** A room that is open. */
export class RoomSession {
  readonly id: string;
  readonly store: RoomStore;
  readonly chat: Chat;
  readonly activity: ActivityFeed;
  private readonly api: RoomApi;
  private readonly events: EventsClient;
  private readonly listeners = new Set<(event: ServerEvent) => void>();
  private place: Place = { document: null, line: null, column: null };
  private status: Status = 'active';
  private readonly hand: Hand;
  /** Strangers after whom was asked: once each. */
  private readonly askedAfter = new Set<string>();
  private disposed = false;

  constructor(options: SessionOptions) {
    this.id = options.room.id;
    this.api = options.api;
    this.store = createRoomStore(options.room);
    this.hand = new Hand(this.store);
    this.chat = new Chat(options.api, this.id, this.store, options.posts);
    this.activity = new ActivityFeed(options.api, this.id);
    this.events = new EventsClient({
      url: after => options.url(this.id, after),
      listener: {
        event: event => {
          this.heard(event);
        },
        connection: (connection, closeCode, retryAt) => {
          const known = closeCode ?? this.store.getState().closeCode;
          // Of a room that is over nobody tells who is in it.
          const gone = connection === 'ended' ? deserted(this.store.getState()) : {};
          this.store.setState({ connection, retryAt, closeCode: known, ...gone });
        }
      },
      ...(options.WebSocket ? { WebSocket: options.WebSocket } : {})
    });
  }

  /** Whether this person has nothing to look for in the room any longer. */
  get isOut(): boolean {
    const { connection, closeCode } = this.store.getState();
    return connection === 'ended' && isOut(closeCode);
  }

  /** Come in. */
  start(): void {
    this.events.start();
    if (typeof window !== 'undefined') {
      window.addEventListener('beforeunload', this.onLeaving);
    }
  }

  /** Hear of every event after the stores have taken it in; answers how to stop. */
  onEvent(listener: (event: ServerEvent) => void): () => void {
    this.listeners.add(listener);
    return () => this.listeners.delete(listener);
  }

  /** Say where this person is. */
  setPlace(place: Place): void {
    const { document, line, column } = this.place;
    if (document !== place.document || line !== place.line || column !== place.column) {
      this.place = place;
      this.say({ type: 'presence.set', ...place });
    }
  }

  /** Say how attentive this person is. */
  setStatus(status: Status): void {
    if (status !== this.status) {
      this.status = status;
      this.say({ type: 'presence.set', status });
    }
  }

  /** Raise or lower the hand: it is seen here at once, and by the others as soon as there is a connection. */
  raiseHand(hand: boolean): void {
    this.hand.move(hand);
    this.say({ type: 'presence.set', hand });
  }

  /** Lock the room for all but its owners, or unlock it. */
  async setLocked(locked: boolean): Promise<void> {
    await this.api.changeRoom(this.id, { locked });
  }

  /** Somebody is writing a message: I. */
  typing(): void {
    this.say({ type: 'chat.typing' });
  }

  /** The network or the person is back: connect now. */
  wake(): void {
    this.events.wake();
    this.chat.wake();
  }

  /** Read members and programs again. */
  async reload(): Promise<void> {
    const [members, documents] = await Promise.all([
      this.api.members(this.id),
      this.api.documents(this.id)
    ]);
    if (!this.disposed) {
      this.store.setState(listed(this.store.getState(), members, documents));
    }
  }

  /** Leave. */
  dispose(): void {
    this.disposed = true;
    this.events.dispose();
    this.chat.dispose();
    this.listeners.clear();
    if (typeof window !== 'undefined') {
      window.removeEventListener('beforeunload', this.onLeaving);
    }
  }

  /** Posts that wait are sent when this person is back in the room, in this browser: maybe never. */
  private readonly onLeaving = (event: Event): void => {
    if (this.chat.store.getState().waiting.some(({ failed }) => failed === '')) {
      event.preventDefault();
    }
  };

  private say(event: ClientEvent): void {
    this.events.say(event);
  }

  private heard(event: ServerEvent): void {
    this.take(event);
    this.chat.heard(event);
    this.activity.heard(event);
    for (const listener of this.listeners) {
      listener(event);
    }
  }

  private readAgain(): void {
    this.reload().catch((error: unknown) => {
      this.store.setState({ problem: messageOf(error) });
    });
  }

  /** Somebody has done something without ever having been here: by a file of the room, say. */
  private meet(username: string): void {
    const state = this.store.getState();
    if (state.loaded && isUnknown(state, username) && !this.askedAfter.has(username)) {
      this.askedAfter.add(username);
      this.readAgain();
    }
  }

  private take(event: ServerEvent): void {
    const state = this.store.getState();
    switch (event.type) {
      case 'hello':
        this.store.setState(greeted(state, event));
        this.hand.greeted();
        this.say({ type: 'presence.set', ...this.place, status: this.status, ...this.hand.said });
        if (event.resumed !== true) {
          this.readAgain();
        }
        break;
      case 'activity':
        this.meet(event.actor);
        break;
      case 'chat.posted':
        this.meet(event.author);
        break;
      case 'presence':
        this.store.setState(moved(state, event));
        if (event.username === state.username && event.tabs > 0) {
          this.hand.seen();
        }
        break;
      case 'member.updated':
        this.store.setState(memberUpdated(state, event));
        break;
      case 'member.removed':
        this.store.setState(memberRemoved(state, event.username));
        break;
      case 'room.updated':
        this.store.setState(roomUpdated(state, event));
        break;
      case 'room.deleted':
        this.store.setState(deleted(state));
        break;
      case 'document.created':
      case 'document.renamed':
      case 'document.deleted':
      case 'document.restored':
        this.store.setState(documentChanged(state, event));
        break;
      case 'error':
        // Who comes to a room that was deleted meanwhile is told by the refusal.
        this.store.setState(event.code === 'room_deleted' ? deleted(state) : { problem: wordsOf(event.code, event.message) });
        break;
    }
  }
}
