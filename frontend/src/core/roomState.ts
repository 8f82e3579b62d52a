/** What is known of one room: a store that views subscribe to, and how each event changes it. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import type {
  Document,
  DocumentEvent,
  Hello,
  Member,
  MemberUpdatedEvent,
  OtherFile,
  Presence,
  PresenceEvent,
  Role,
  Room,
  RoomUpdatedEvent
} from './records';
import type { SocketState } from './socket';
import { standingOf } from './standing';

/** The facts. Records by their id or user name. */
export interface RoomState {
  connection: SocketState;
  /** Why the last connection ended; null as long as none has. */
  closeCode: number | null;
  /** When the next attempt to connect is due, in milliseconds since the epoch. */
  retryAt: number | null;
  /** The server's own words on why it refused something or hung up; may be empty. */
  problem: string;
  room: Room | null;
  username: string;
  role: Role | null;
  /** The members, and with role null everybody else whose name may still be read: who has left, and guests. */
  members: Readonly<Record<string, Member>>;
  /** Who is here now. */
  presence: Readonly<Record<string, Presence>>;
  /** What I want with my hand while the server says something else; null where it says the same. */
  hand: boolean | null;
  documents: Readonly<Record<string, Document>>;
  files: readonly OtherFile[];
  /** Whether members and documents have been read. */
  loaded: boolean;
  /** The newest seq read of the chat, and how many messages of others came after it. */
  read: number;
  unread: number;
}

export type RoomStore = StoreApi<RoomState>;

/** A store that knows nothing yet. */
export function createRoomStore(room: Room | null = null): RoomStore {
  return createStore<RoomState>(() => ({
    connection: 'connecting',
    closeCode: null,
    retryAt: null,
    problem: '',
    room,
    username: '',
    role: room?.role ?? null,
    members: {},
    presence: {},
    hand: null,
    documents: {},
    files: [],
    loaded: false,
    read: 0,
    unread: 0
  }));
}

/** The greeting: who is here, and what I am here. */
export function greeted(state: RoomState, hello: Hello): Partial<RoomState> {
  const { room, username, role, read, unread } = hello;
  const members = asSeen(withGuests(state), hello.presence);
  return { room, username, role, read, unread, problem: '', members, presence: byUsername(hello.presence) };
}

/** Nobody is here any longer, as far as can be seen. */
export function deserted(state: RoomState): Partial<RoomState> {
  return { presence: {}, hand: null, members: withGuests(state) };
}

/** Whether I may change, make and delete the programs now. */
export function canChange({ connection, role, room }: RoomState): boolean {
  return connection !== 'ended' && standingOf(role, room?.locked === true) === 'writable';
}

/** Whether my hand is up, as the server says. */
export function isHandSeen({ presence, username }: RoomState): boolean {
  return presence[username]?.hand_raised_at != null;
}

/** Whether my hand is up, or is as soon as the server hears of it. */
export function isHandUp(state: RoomState): boolean {
  return state.hand ?? isHandSeen(state);
}

/** Somebody has come, moved or left. */
export function moved(state: RoomState, event: PresenceEvent): Partial<RoomState> {
  const { type: _type, seq: _seq, ...presence } = event;
  const others = without(state.presence, presence.username);
  return presence.tabs === 0
    ? { presence: others, members: withGuests(state) }
    : { presence: { ...others, [presence.username]: presence }, members: asSeen(state.members, [presence]) };
}

/** A member has come, or has another role, maybe I. */
export function memberUpdated(state: RoomState, event: MemberUpdatedEvent): Partial<RoomState> {
  const { type: _type, seq: _seq, ...member } = event;
  const change: Partial<RoomState> = { members: { ...state.members, [member.username]: member } };
  if (member.username === state.username) {
    change.role = member.role;
    change.room = state.room && { ...state.room, role: member.role };
  }
  return change;
}

/** Somebody is no member any longer. What they have written keeps their name and colour. */
export function memberRemoved(state: RoomState, username: string): Partial<RoomState> {
  const member = state.members[username];
  return member ? { members: { ...state.members, [username]: { ...member, role: null, online: false } } } : {};
}

/** Whether nothing is known of somebody but their user name. Names of programs begin with a colon. */
export function isUnknown({ members, presence }: RoomState, username: string): boolean {
  return !(username in members || username in presence || username === '' || /^:(?!imported:)/u.test(username));
}

/** The room has another name, is locked, or the like. */
export function roomUpdated(state: RoomState, event: RoomUpdatedEvent): Partial<RoomState> {
  const { type: _type, seq, ...shared } = event;
  const before = state.room;
  return { room: { ...shared, role: state.role, seq: seq ?? before?.seq ?? 0 } };
}

/** The room was deleted. */
export function deleted(state: RoomState): Partial<RoomState> {
  return { room: state.room && { ...state.room, deleted: true } };
}

/** A program was made, renamed, deleted or brought back. */
export function documentChanged(state: RoomState, event: DocumentEvent): Partial<RoomState> {
  const { type: _type, seq: _seq, ...document } = event;
  return {
    documents: document.deleted
      ? without(state.documents, document.id)
      : { ...state.documents, [document.id]: document }
  };
}

/** What was listed. Who is not in the list any longer has left. */
export function listed(
  before: RoomState,
  members: readonly Member[],
  documents: readonly (Document | OtherFile)[]
): Partial<RoomState> {
  const former = Object.values(before.members).map(member => ({ ...member, role: null, online: false }));
  const programs = documents.filter(item => item.kind === 'document');
  return {
    members: byUsername([...former, ...members]),
    documents: Object.fromEntries(programs.map(item => [item.id, item])),
    files: documents.filter(item => item.kind === 'file'),
    loaded: true
  };
}

/** The members and those who are here without being one (a teacher, say): what they write stays theirs. */
function withGuests({ members, presence }: RoomState): RoomState['members'] {
  const guests = Object.values(presence).filter(({ username }) => (members[username]?.role ?? null) === null);
  const former = guests.map(({ username, display_name, color }): Member => ({
    username,
    display_name,
    color,
    role: null,
    online: false,
    last_seen: null
  }));
  return former.length === 0 ? members : { ...members, ...byUsername(former) };
}

/** A new name or colour is told by who is here alone: the members are called the same. */
function asSeen(members: RoomState['members'], here: readonly Presence[]): RoomState['members'] {
  const changed = here.flatMap(({ username, display_name, color }) => {
    const member = members[username];
    const isSame = !member || (member.display_name === display_name && member.color === color);
    return isSame ? [] : [{ ...member, display_name, color }];
  });
  return changed.length === 0 ? members : { ...members, ...byUsername(changed) };
}

function byUsername<T extends { username: string }>(records: readonly T[]): Record<string, T> {
  return Object.fromEntries(records.map(record => [record.username, record]));
}

function without<T>(records: Readonly<Record<string, T>>, key: string): Record<string, T> {
  const { [key]: _gone, ...others } = records;
  return others;
}
