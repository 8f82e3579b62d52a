/** A room on a server in one object: HTTP answers by path, and an events socket whose other end is the test. */

import { KeptPosts } from '../src/core/keptPosts';
import type { Member, Message, Presence, Room, ServerEvent } from '../src/core/records';
import type { Send } from '../src/core/requests';
import { RoomApi } from '../src/core/roomApi';
import { RoomSession } from '../src/core/roomSession';

/** A room as its owner sees it. */
export const ROOM: Room = {
  id: 'r1',
  slug: 'maze',
  name: 'Maze club',
  folder: 'club',
  folder_missing: false,
  visibility: 'open',
  default_role: 'editor',
  locked: false,
  created_at: '2026-01-01T10:00:00Z',
  online: 1,
  deleted: false,
  deleted_at: null,
  role: 'owner',
  seq: 7
};

/** One accepted connection. */
export class TextSocket {
  static accepted: TextSocket[] = [];
  binaryType = 'blob';
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: string }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly said: unknown[] = [];

  constructor(readonly url: string) {
    TextSocket.accepted.push(this);
  }

  /** The newest connection. */
  static get last(): TextSocket {
    const socket = TextSocket.accepted.at(-1);
    if (!socket) {
      throw new Error('nobody has connected');
    }
    return socket;
  }

  /** From the client. */
  send(text: string): void {
    this.said.push(JSON.parse(text));
  }

  /** From the client. */
  close(): void {
    this.readyState = 3;
  }

  /** Accept the connection. */
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  /** Send an event to the client. */
  tell(event: ServerEvent): void {
    this.onmessage?.({ data: JSON.stringify(event) });
  }

  /** End the connection. */
  end(code: number, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }
}

/** The greeting. */
export function hello(more: Partial<Extract<ServerEvent, { type: 'hello' }>> = {}): ServerEvent {
  return {
    type: 'hello',
    seq: 7,
    room: ROOM,
    username: 'ana',
    role: 'owner',
    presence: [],
    read: 0,
    unread: 0,
    resumed: null,
    ...more
  };
}

/** A member, an editor. */
export function member(username: string, display_name: string): Member {
  return { username, display_name, color: '#0a7e0a', role: 'editor', online: true, last_seen: null };
}

/** Somebody who is here. */
export function person(username: string, more: Partial<Presence> = {}): Presence {
  return {
    username,
    display_name: username,
    color: '#0a7e0a',
    document: null,
    line: null,
    column: null,
    status: 'active',
    hand_raised_at: null,
    tabs: 1,
    ...more
  };
}

/** A message as it is stored. */
export function message(seq: number, body: string, more: Partial<Message> = {}): Message {
  return {
    id: `m${seq}`,
    author: 'bo',
    body,
    mentions: [],
    reply_to: null,
    anchor: null,
    client_id: `c${seq}`,
    created_at: `2026-01-01T10:00:${String(seq).padStart(2, '0')}Z`,
    edited_at: null,
    deleted: false,
    seq,
    ...more
  };
}

/** The event of a message. */
export function posted(stored: Message, type: 'chat.posted' | 'chat.edited' | 'chat.deleted' = 'chat.posted', seq = stored.seq): ServerEvent {
  return { ...stored, type, seq, message_seq: stored.seq };
}

type Answer = (body: unknown, query: URLSearchParams) => [status: number, body: unknown];

/** Answers by `METHOD path` behind the room; anything else is an empty listing. */
export class FakeRoom {
  readonly answers = new Map<string, Answer>();
  readonly asked: { what: string; body: unknown }[] = [];
  readonly api: RoomApi;
  readonly send: Send;
  offline = false;

  constructor() {
    const send: Send = (path, init) => {
      const [where = '', query = ''] = path.split('?');
      const what = `${init.method ?? 'GET'} ${where.replace('api/timewarp/rooms/r1', '')}`;
      const body: unknown = typeof init.body === 'string' ? JSON.parse(init.body) : undefined;
      this.asked.push({ what, body });
      if (this.offline) {
        return Promise.reject(new TypeError('no network'));
      }
      const [status, answer] = this.answers.get(what)?.(body, new URLSearchParams(query)) ?? [
        200,
        { items: [], next: null }
      ];
      return Promise.resolve(new Response(status === 204 ? null : JSON.stringify(answer), { status }));
    };
    this.send = send;
    this.api = new RoomApi(send);
  }

  /** What was asked of one address. */
  of(what: string): unknown[] {
    return this.asked.filter(each => each.what === what).map(each => each.body);
  }

  /** A tab in the room, connected and greeted. */
  enter(shelf: Storage | null = null, greeting: ServerEvent = hello()): RoomSession {
    const session = new RoomSession({
      api: this.api,
      room: ROOM,
      url: (room, after) => `ws://x/${room}?after=${after ?? ''}`,
      posts: new KeptPosts(shelf, 'test'),
      WebSocket: TextSocket as unknown as typeof WebSocket
    });
    session.start();
    TextSocket.last.open();
    TextSocket.last.tell(greeting);
    return session;
  }
}

/** Let all promises that can go on do so. */
export async function settled(): Promise<void> {
  for (let turn = 0; turn < 20; turn++) {
    await Promise.resolve();
  }
}
