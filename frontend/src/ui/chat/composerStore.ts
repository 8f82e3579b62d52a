/** What a person is writing in the chat of a room: kept while panels come and go. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import type { Selected } from '../host';

/** The facts. */
export interface ComposerState {
  text: string;
  replyTo: Message | null;
  anchor: Selected | null;
  /** The message that is being edited instead of writing a new one. */
  editing: Message | null;
}

const stores = new WeakMap<RoomSession, StoreApi<ComposerState>>();

/** The composer of a session. The draft survives the page. */
export function composerOf(session: RoomSession): StoreApi<ComposerState> {
  let store = stores.get(session);
  if (!store) {
    const { kept } = session.chat;
    store = createStore<ComposerState>(() => ({
      text: kept.draft,
      replyTo: null,
      anchor: null,
      editing: null
    }));
    store.subscribe((state, before) => {
      if (state.text !== before.text && !state.editing) {
        kept.draft = state.text;
      }
    });
    stores.set(session, store);
  }
  return store;
}

/** Put lines of a program into the composer, to talk about. */
export function attach(session: RoomSession, anchor: Selected): void {
  composerOf(session).setState({ anchor });
}
