/** What a person should know about one live document, as a store that views subscribe to. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import type { SocketState } from './socket';

/** Whether edits made here are taken. `held`: not now (storage failed), but they are kept and will be. */
export type Access = 'unknown' | 'writable' | 'readonly' | 'held' | 'refused';

/** Characters, in UTF-16 units. */
export interface Changed {
  typed: number;
  deleted: number;
}

/** What a connection that came back has carried: edits made here that the server now has, and others' edits. */
export interface CaughtUp {
  sent: Changed;
  received: Changed;
  /** When it was done, in milliseconds since the epoch. */
  at: number;
}

/** The facts. */
export interface CollaborationState {
  connection: SocketState;
  /** When the next attempt to connect is due, in milliseconds since the epoch; null if none is. */
  retryAt: number | null;
  access: Access;
  /** The server's own words on why edits are not taken; may be empty. */
  reason: string;
  /** Why the last connection ended; null as long as none has. */
  closeCode: number | null;
  /** Whether the program has been received. */
  synced: boolean;
  /** Whether the server has on its disk all that was written here. */
  saved: boolean;
  /** When the file was last known to hold the program, in milliseconds since the epoch; 0 if that is not known. */
  savedAt: number;
  /** The error code for which the server cannot write the file now; empty if it can. */
  fileProblem: string;
  /** Changes made here that the server has not acknowledged. */
  unsent: number;
  /** Whether what the server lacks would still be here after the page was closed. */
  kept: boolean;
  /** How many others are in the document. */
  peers: number;
  /** What the last return brought; null if there was none, or if it brought nothing. */
  caughtUp: CaughtUp | null;
}

/** The one word for all of it. */
export type Status = 'connected' | 'reconnecting' | 'offline' | 'readonly' | 'refused' | 'ended';

export type CollaborationStore = StoreApi<CollaborationState>;

/** A store for one document. */
export function createCollaborationStore(): CollaborationStore {
  return createStore<CollaborationState>(() => ({
    connection: 'connecting',
    retryAt: null,
    access: 'unknown',
    reason: '',
    closeCode: null,
    synced: false,
    saved: true,
    savedAt: 0,
    fileProblem: '',
    unsent: 0,
    kept: true,
    peers: 0,
    caughtUp: null
  }));
}

/** What to call the state: what needs the person's attention most comes first. */
export function statusOf(state: CollaborationState): Status {
  if (state.connection === 'ended') {
    return 'ended';
  }
  if (state.access === 'refused' || state.access === 'held') {
    return 'refused';
  }
  if (state.connection === 'offline') {
    return 'offline';
  }
  if (state.connection !== 'connected') {
    return 'reconnecting';
  }
  return state.access === 'readonly' ? 'readonly' : 'connected';
}

/** Note facts; nobody hears of what has not changed. */
export function changeState(store: CollaborationStore, change: Partial<CollaborationState>): void {
  const before = store.getState();
  const keys = Object.keys(change) as (keyof CollaborationState)[];
  if (keys.some(key => before[key] !== change[key])) {
    store.setState(change);
  }
}
