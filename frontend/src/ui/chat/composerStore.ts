/** What a person is writing in the chat of a room: kept while panels come and go. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import type { Message } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import type { Selected } from '../host';

/** The facts. */
export interface ComposerState {
  /** The new message. It survives the page, and the editing of another. */
  draft: string;
  replyTo: Message | null;
  anchor: Selected | null;
  /** The message that is being edited instead of writing a new one, and its new text. */
  edit: { message: Message; text: string } | null;
  /** Something was put in from outside: the composer takes the focus once. */
  wanted: boolean;
}

/** The composer of one room. */
export type ComposerStore = StoreApi<ComposerState>;

const stores = new WeakMap<RoomSession, ComposerStore>();

/** The composer of a session. */
export function composerOf(session: RoomSession): ComposerStore {
  let store = stores.get(session);
  if (!store) {
    store = makeStore(session);
    stores.set(session, store);
  }
  return store;
}

function makeStore(session: RoomSession): ComposerStore {
  const { kept } = session.chat;
  const store = createStore<ComposerState>(() => ({
    draft: kept.draft,
    replyTo: null,
    anchor: null,
    edit: null,
    wanted: false
  }));
  store.subscribe((state, before) => {
    if (state.draft !== before.draft) {
      kept.draft = state.draft;
    }
  });
  return store;
}

/** Put lines of a program into the composer, to talk about. */
export function attach(session: RoomSession, anchor: Selected): void {
  want(session, { anchor, edit: null });
}

/** Answer a message. */
export function answer(session: RoomSession, replyTo: Message): void {
  want(session, { replyTo, edit: null });
}

/** Put a message of one's own in other words. */
export function startEdit(session: RoomSession, message: Message): void {
  want(session, { edit: { message, text: message.body }, replyTo: null });
}

/** What is in the text area, whichever message it is for. */
export function textOf({ draft, edit }: ComposerState): string {
  return edit ? edit.text : draft;
}

/** Change what is in the text area. */
export function setText(store: ComposerStore, text: string): void {
  const { edit } = store.getState();
  store.setState(edit ? { edit: { ...edit, text } } : { draft: text });
}

function want(session: RoomSession, change: Partial<ComposerState>): void {
  composerOf(session).setState({ ...change, wanted: true });
}
