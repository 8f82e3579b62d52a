// @vitest-environment jsdom
/** What commands do in the sidebar and in the room. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';
import { beforeEach, expect, it, vi } from 'vitest';

import { RoomList } from '../src/core/roomList';
import { COMMANDS } from '../src/lab/commands/ids';
import type { CommandParts } from '../src/lab/commands/parts';
import { addPastCommands } from '../src/lab/commands/past';
import { addPeopleCommands } from '../src/lab/commands/people';
import { addRoomCommands } from '../src/lab/commands/rooms';
import type { SidebarStore } from '../src/ui/sidebarStore';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { download, fakeHost, notify, open, words } from './fakeHost';
import { hello, person, TextSocket } from './fakeRoom';
import { room } from './historyHarness';

// JupyterLab's components need more of a browser than there is here.
vi.mock('../src/lab/icons', () => ({ timewarpIcon: undefined }));

let commands: CommandRegistry;
let store: SidebarStore;
let list: RoomList;
const reveal = vi.fn();

beforeEach(async () => {
  reveal.mockClear();
  commands = new CommandRegistry();
  store = createSidebarStore();
  const presence = [
    person('ana'),
    person('bo', { document: 'd1', line: 3, column: 2, hand_raised_at: '2026-01-01T10:05:00Z' }),
    person('cy', { document: 'd1', line: 1, column: 0, hand_raised_at: '2026-01-01T10:01:00Z' })
  ];
  list = new RoomList(room.api, () => room.enter(null, hello({ presence })));
  const host = fakeHost(room.api);
  const sidebar = { list, store, host, trans: words, reveal } as unknown as CommandParts['sidebar'];
  const parts = { app: { commands } as unknown as JupyterFrontEnd, sidebar, fileBrowsers: null } as unknown as CommandParts;
  addRoomCommands(parts);
  addPeopleCommands(parts);
  addPastCommands(parts);
  const session = room.enter(null, hello({ presence }));
  list.store.setState({ session });
  await vi.waitUntil(() => session.store.getState().loaded);
});

it('those of a room can be used in a room only, those of owners by owners only', () => {
  expect(commands.isEnabled(COMMANDS.invite)).toBe(true);
  list.session?.store.setState({ role: 'editor' });
  expect(commands.isEnabled(COMMANDS.invite)).toBe(false);
  expect(commands.isEnabled(COMMANDS.lock)).toBe(false);
  expect(commands.isEnabled(COMMANDS.search)).toBe(true);
  list.store.setState({ session: null });
  expect(commands.isEnabled(COMMANDS.search)).toBe(false);
});

it.each([
  [COMMANDS.search, { tab: 'chat', sheet: null, searching: true }],
  [COMMANDS.playback, { tab: 'history', sheet: null, view: 'playback' }],
  [COMMANDS.shares, { tab: 'history', sheet: null, view: 'authors' }],
  [COMMANDS.invite, { sheet: 'invite' }]
] as const)('%s shows its part', async (command, shown) => {
  await commands.execute(command);
  expect(reveal).toHaveBeenCalledOnce();
  expect(store.getState()).toMatchObject(shown);
});

it('the longest raised hand is gone to', async () => {
  await commands.execute(COMMANDS.nextHand);
  expect(open).toHaveBeenLastCalledWith('club/maze.logo', { line: 1, column: 0 });
});

it('where no hand is raised that is said', async () => {
  for (const username of ['bo', 'cy']) {
    TextSocket.last.tell({ type: 'presence', seq: null, ...person(username) });
  }
  await commands.execute(COMMANDS.nextHand);
  expect(notify.mock.lastCall?.[0].text).toBe('Nobody who is in a program has a hand raised.');
});

it('people are followed one after the other, never oneself', async () => {
  const followed: (string | null)[] = [];
  for (let turn = 0; turn < 3; turn++) {
    await commands.execute(COMMANDS.follow);
    followed.push(store.getState().following);
  }
  expect(followed).toEqual(['cy', 'bo', 'cy']);
  expect(commands.isEnabled(COMMANDS.unfollow)).toBe(true);
  await commands.execute(COMMANDS.unfollow);
  expect(store.getState().following).toBeNull();
});

it('what the server refuses is told', async () => {
  const refusal = { error: { code: 'not_allowed', message: 'Only owners may do this.', reason: '' } };
  room.answers.set('PATCH ', () => [403, refusal]);
  await commands.execute(COMMANDS.lock);
  expect(notify.mock.lastCall?.[0]).toMatchObject({ kind: 'error', text: 'Only owners may do this.' });
});

it('the activity is exported as it is filtered', async () => {
  list.session?.activity.store.setState({ filter: { actor: 'bo' } });
  await commands.execute(COMMANDS.exportActivity);
  expect(download.mock.lastCall?.[0]).toBe('api/timewarp/rooms/r1/activity?actor=bo&format=csv');
});
