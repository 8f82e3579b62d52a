/** A panel in a page, with a fake room and a fake program around it. */

import type { ReactNode } from 'react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

import type { RoomSession } from '../src/core/roomSession';
import { closePage, member, preparePage, puts } from './fakeHost';
import { FakeRoom, hello, TextSocket } from './fakeRoom';

export { chooses, clicks, confirm, does, download, EVIL, member, notify, open, place, sees, words } from './fakeHost';

/** The server of the test. */
export let room: FakeRoom;

beforeEach(() => {
  preparePage();
  TextSocket.accepted = [];
  room = new FakeRoom();
  room.answers.set('GET /members', () => [200, { items: [member('ana', 'Ana'), member('bo', 'Bo')], next: null }]);
  room.answers.set('GET /documents', () => [
    200,
    { items: [{ id: 'd1', kind: 'document', path: 'maze.logo', deleted: false }], next: null }
  ]);
});

afterEach(closePage);

/** A room whose members and programs are known. */
export async function enters(): Promise<RoomSession> {
  const session = room.enter(null, hello());
  await vi.waitFor(() => {
    expect(session.store.getState().loaded).toBe(true);
  });
  return session;
}

/** The panel comes into the page. */
export function shows(panel: ReactNode): Promise<void> {
  return puts(panel, room.api);
}
