/** What a sync client needs, and what it tells. */

import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

import type { CollaborationStore } from './collaboration';
import type { RequestFrame } from './inbox';
import type { Spoiled } from './permission';
import type { Standing } from './standing';

/** What the owner of a client is told. */
export interface SyncEvents {
  /** The document was received for the first time on this Y.Doc. */
  synced(): void;
  /** What waits for acknowledgement has changed. */
  pending(): void;
  /** The Y.Doc holds what the server will never take. Nothing of it is sent any more. */
  spoiled(why: Spoiled): void;
  /** The server ended the connection for good. */
  ended(code: number): void;
}

/** What a client needs. */
export interface SyncOptions {
  /** The URL of the sync socket, with its query. */
  url: () => string;
  doc: Y.Doc;
  awareness: Awareness;
  store: CollaborationStore;
  events: SyncEvents;
  /** Ask the server whether this person may write now. */
  standing: () => Promise<Standing>;
  WebSocket?: typeof WebSocket;
  requestFrame?: RequestFrame;
}
