// @vitest-environment jsdom
/** Coming back to the room and the part of it that one had open. */

import { beforeEach, expect, it } from 'vitest';

import { RoomList } from '../src/core/roomList';
import { comeBack } from '../src/lab/sidebar/lastRoom';
import type { SidebarStore } from '../src/ui/sidebarStore';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { FakeRoom, ROOM } from './fakeRoom';

const KEY = 'timewarp:/:ana:last';
let room: FakeRoom;
let list: RoomList;
let store: SidebarStore;
const returns = (): Promise<void> => comeBack({ api: room.api, list, store, shelf: localStorage, key: KEY });

beforeEach(() => {
  localStorage.clear();
  room = new FakeRoom();
  room.answers.set('GET ', () => [200, ROOM]);
  list = new RoomList(room.api, () => room.enter());
  store = createSidebarStore();
});

it('is where one was, part and room', async () => {
  await returns();
  expect(list.session).toBeNull();
  list.enter(ROOM);
  store.setState({ tab: 'chat' });
  list = new RoomList(room.api, () => room.enter());
  store = createSidebarStore();
  await returns();
  expect(list.session?.id).toBe(ROOM.id);
  expect(store.getState().tab).toBe('chat');
});

it('is the list of rooms for who had left the room, and where nothing sensible is kept', async () => {
  await returns();
  list.enter(ROOM);
  list.leave();
  for (const kept of [localStorage.getItem(KEY) ?? '', '{"room":7}', 'null', '<']) {
    localStorage.setItem(KEY, kept);
    list = new RoomList(room.api, () => room.enter());
    await returns();
    expect(list.session).toBeNull();
  }
});

it.each([
  ['gone', [404, { error: { code: 'no_such_room', message: 'There is no such room.', reason: '' } }]],
  ['not open to one any longer', [200, { ...ROOM, role: null }]]
] as const)('forgets a room that is %s', async (_, answer) => {
  localStorage.setItem(KEY, JSON.stringify({ room: ROOM.id, tab: 'people' }));
  room.answers.set('GET ', () => [answer[0], answer[1]]);
  await returns();
  expect(list.session).toBeNull();
  expect(JSON.parse(localStorage.getItem(KEY) ?? '')).toEqual({ room: null, tab: 'people' });
});

it('is tried again another time where the server does not answer', async () => {
  const kept = JSON.stringify({ room: ROOM.id, tab: 'chat' });
  localStorage.setItem(KEY, kept);
  room.offline = true;
  await returns();
  expect(list.session).toBeNull();
  expect(localStorage.getItem(KEY)).toBe(kept);
});

it('does not take away a form that is being filled in', async () => {
  localStorage.setItem(KEY, JSON.stringify({ room: ROOM.id, tab: 'people' }));
  store.setState({ making: '' });
  await returns();
  expect(list.session).toBeNull();
});
