/** The chat panel in a page, with a fake room and a fake program around it. */

import { act, createElement } from 'react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

import type { Message } from '../src/core/records';
import type { RoomSession } from '../src/core/roomSession';
import { ChatPanel } from '../src/ui/chat/ChatPanel';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { closePage, does, member, place, preparePage, puts, sees, setValue } from './fakeHost';
import { FakeRoom, hello, settled, TextSocket } from './fakeRoom';

export { button, clicks, confirm, does, EVIL, member, notify, open, place, sees } from './fakeHost';

const PROGRAM = { id: 'd1', kind: 'document', path: 'maze.logo', deleted: false };

/** The server of the test. */
export let room: FakeRoom;

beforeEach(() => {
  preparePage();
  TextSocket.accepted = [];
  room = new FakeRoom();
  const members = [member('ana', 'Ana'), member('bo', 'Bo'), member('cy', 'Eva Müller')];
  room.answers.set('GET /members', () => [200, { items: members, next: null }]);
  room.answers.set('GET /documents', () => [200, { items: [PROGRAM], next: null }]);
  room.answers.set('GET api/timewarp', () => [200, { limits: { max_message_chars: 20 } }]);
});

afterEach(closePage);

/** Milliseconds go by, on clocks that are not real. */
export async function passes(time: number): Promise<void> {
  await act(async () => {
    vi.advanceTimersByTime(time);
    await settled();
  });
}

/** The panel with these messages. */
export async function shows(messages: Message[], greeting = hello()): Promise<RoomSession> {
  room.answers.set('GET /messages', () => [200, { items: messages, next: null }]);
  return opens(greeting);
}

/** The panel, when its first page is there. */
export async function opens(greeting = hello()): Promise<RoomSession> {
  const session = room.enter(localStorage, greeting);
  await rendered(session);
  await sees(() => {
    expect(session.store.getState().loaded && session.chat.store.getState().hasOlder !== null).toBe(true);
  });
  return session;
}

/** The panel comes into the page. */
export function rendered(session: RoomSession): Promise<void> {
  return puts(createElement(ChatPanel, { session, sidebar: createSidebarStore() }), room.api);
}

/** Another part of the room is shown. */
export function leaves(): Promise<void> {
  return puts(null, room.api);
}

/** Where one writes. */
export function area(): HTMLTextAreaElement {
  const found = place.querySelector('textarea');
  if (!found) {
    throw new Error('there is no composer');
  }
  return found;
}

/** Another text in the composer. */
export async function types(text: string): Promise<void> {
  await does(() => {
    setValue(area(), text);
    area().setSelectionRange(text.length, text.length);
  });
}

/** A key in the composer. */
export async function presses(key: string, more: KeyboardEventInit = {}): Promise<void> {
  await does(() => {
    area().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
  });
}
