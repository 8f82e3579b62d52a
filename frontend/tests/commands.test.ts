// @vitest-environment jsdom
/** What commands do in the sidebar and in the room. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { CLOSE } from '../src/core/closeCodes';
import { RoomList } from '../src/core/roomList';
import { announceChanges } from '../src/lab/commands/changes';
import { COMMANDS } from '../src/lab/commands/ids';
import type { CommandParts } from '../src/lab/commands/parts';
import { addPastCommands } from '../src/lab/commands/past';
import { addPeopleCommands } from '../src/lab/commands/people';
import { addProgramCommands } from '../src/lab/commands/programs';
import { addRoomCommands } from '../src/lab/commands/rooms';
import { unkept } from '../src/lab/preferences/preferences';
import type { SidebarStore } from '../src/ui/sidebarStore';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { download, fakeHost, notify, open, words } from './fakeHost';
import { hello, person, ROOM, settled, TextSocket } from './fakeRoom';
import { room } from './historyHarness';

// JupyterLab's components need more of a browser than there is here.
vi.mock('../src/lab/icons', () => ({ timewarpIcon: undefined }));

let commands: CommandRegistry;
let store: SidebarStore;
let list: RoomList;
const reveal = vi.fn();

/** A program of the room that is open. */
const PROGRAM = 'd1';

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
  const editing = { current: () => null };
  const sidebar = { list, store, host, editing, trans: words, reveal } as unknown as CommandParts['sidebar'];
  const parts: CommandParts = {
    app: { commands } as unknown as JupyterFrontEnd,
    sidebar,
    preferences: unkept,
    fileBrowsers: null
  };
  addRoomCommands(parts);
  addPeopleCommands(parts);
  addPastCommands(parts);
  addProgramCommands(parts);
  announceChanges(parts);
  const session = room.enter(null, hello({ presence }));
  list.store.setState({ session });
  await vi.waitUntil(() => session.store.getState().loaded);
  return () => {
    session.dispose(); // else it comes back in the midst of another test
  };
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

const OF_OWNERS = [COMMANDS.invite, COMMANDS.lock];
const OF_WRITERS = [COMMANDS.newProgram, COMMANDS.deletedPrograms, COMMANDS.renameProgram, COMMANDS.deleteProgram];
const OF_MEMBERS = [COMMANDS.members, COMMANDS.copy, COMMANDS.settings, COMMANDS.hand];
const OF_ALL = [COMMANDS.chat, COMMANDS.activity, COMMANDS.history, COMMANDS.leave];

describe('what the server would refuse cannot be chosen', () => {
  const all = [...OF_OWNERS, ...OF_WRITERS, ...OF_MEMBERS, ...OF_ALL];
  const enabled = (): string[] => all.filter(command => commands.isEnabled(command));
  const is = (role: 'owner' | 'editor' | 'viewer', locked: boolean): void => {
    const session = list.session;
    session?.store.setState({ role, room: { ...ROOM, role, locked } });
    store.setState({ document: PROGRAM });
  };

  it.each([
    ['owner', false, all],
    ['owner', true, all],
    ['editor', false, [...OF_WRITERS, ...OF_MEMBERS, ...OF_ALL]],
    ['editor', true, [...OF_MEMBERS, ...OF_ALL]],
    ['viewer', false, [...OF_MEMBERS, ...OF_ALL]],
    ['viewer', true, [...OF_MEMBERS, ...OF_ALL]]
  ] as const)('as %s, locked: %s', (role, locked, can) => {
    is(role, locked);
    expect(enabled()).toEqual(can);
  });

  it('in a room that is over, which can still be read', () => {
    is('owner', false);
    TextSocket.last.end(CLOSE.gone);
    expect(enabled()).toEqual(OF_ALL);
  });

  it('with a program that is none of the room that is open', () => {
    is('owner', false);
    store.setState({ document: 'elsewhere' });
    expect(OF_WRITERS.map(command => commands.isEnabled(command))).toEqual([true, true, false, false]);
  });

  it('and menus and the palette hear of each change, once', () => {
    is('owner', false);
    const heard: (string | undefined)[] = [];
    commands.commandChanged.connect((_, { id }) => {
      if (id === COMMANDS.newProgram) {
        heard.push(`${commands.isEnabled(COMMANDS.newProgram)} ${commands.label(COMMANDS.lock)}`);
      }
    });
    const member = { username: 'ana', display_name: 'Ana', color: '#111', online: true, last_seen: null };
    TextSocket.last.tell({ ...member, type: 'member.updated', seq: 8, role: 'viewer' });
    TextSocket.last.tell({ type: 'presence', seq: null, ...person('bo', { line: 4 }) }); // people move all the time
    TextSocket.last.tell({ ...member, type: 'member.updated', seq: 9, role: 'editor' });
    TextSocket.last.tell({ ...ROOM, type: 'room.updated', seq: 10, locked: true });
    list.store.setState({ session: null });
    expect(heard).toEqual([
      'false Lock the Room',
      'true Lock the Room',
      'false Unlock the Room',
      'false Lock the Room'
    ]);
  });
});

describe('my hand', () => {
  const heard = (): unknown[] => TextSocket.last.said.slice(1);

  it('is up at once in the menu, though nobody can be told now', async () => {
    TextSocket.last.end(1006);
    await commands.execute(COMMANDS.hand);
    expect([commands.label(COMMANDS.hand), commands.isToggled(COMMANDS.hand)]).toEqual(['Lower My Hand', true]);
    await commands.execute(COMMANDS.hand);
    expect(commands.label(COMMANDS.hand)).toBe('Raise My Hand');
    await settled();
    expect(heard()).toEqual([]);
  });
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
