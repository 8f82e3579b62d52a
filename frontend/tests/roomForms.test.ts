// @vitest-environment jsdom
/** The forms of rooms: what they send, what they say of a refusal, and that labels belong to fields. */

import { createElement } from 'react';
import { describe, expect, it, vi } from 'vitest';

import type { RoomsPostBody } from '../src/core/records';
import { RoomList } from '../src/core/roomList';
import { NewProgram } from '../src/ui/programs/NewProgram';
import { CreateRoom } from '../src/ui/rooms/CreateRoom';
import { InvitationForm } from '../src/ui/rooms/InvitationForm';
import { MembersSheet } from '../src/ui/rooms/MembersSheet';
import { SettingsSheet } from '../src/ui/rooms/SettingsSheet';
import { button, field } from './fakeHost';
import { hello, ROOM, TextSocket } from './fakeRoom';
import { chooses, clicks, confirm, does, enters, place, room, sees, shows } from './historyHarness';

const refused = (code: string, message: string): [number, unknown] => [409, { error: { code, message, reason: '' } }];

function list(): RoomList {
  return new RoomList(room.api, () => room.enter());
}

describe('a new room', () => {
  it('is made with what was chosen, and entered', async () => {
    const rooms = list();
    const done = vi.fn();
    room.answers.set('POST api/timewarp/rooms', () => [201, ROOM]);
    await shows(createElement(CreateRoom, { list: rooms, folder: 'club/maze', onDone: done }));
    expect(field('Name').value).toBe('maze');
    await chooses('Name', 'Maze club');
    await chooses('Who may join', 'invite');
    await chooses('They come in as', 'viewer');
    await clicks('Make the room');
    await sees(() => {
      expect(done).toHaveBeenCalledOnce();
    });
    const sent: RoomsPostBody = { name: 'Maze club', folder: 'club/maze', visibility: 'invite', default_role: 'viewer' };
    expect(room.of('POST api/timewarp/rooms')).toEqual([sent]);
    expect(rooms.session?.id).toBe('r1');
  });

  it('says why it was refused, and keeps what was written', async () => {
    const done = vi.fn();
    room.answers.set('POST api/timewarp/rooms', () => refused('folder_taken', 'This folder is a room already.'));
    await shows(createElement(CreateRoom, { list: list(), folder: 'club', onDone: done }));
    await clicks('Make the room');
    await sees(() => {
      expect(place.querySelector('[role="alert"]')?.textContent).toBe('This folder is a room already.');
    });
    expect(field('Name').value).toBe('club');
    expect(button('Make the room').disabled).toBe(false);
    expect(done).not.toHaveBeenCalled();
  });

  it('is left with Escape', async () => {
    const done = vi.fn();
    await shows(createElement(CreateRoom, { list: list(), folder: '', onDone: done }));
    await does(() => {
      field('Name').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    });
    expect(done).toHaveBeenCalledOnce();
  });
});

it('an invitation says role, seconds and uses', async () => {
  const onMake = vi.fn(() => Promise.resolve());
  await shows(createElement(InvitationForm, { onMake }));
  await chooses('They come in as', 'viewer');
  await chooses('The link works for', '1');
  await chooses('For how many people (empty: any number)', '30');
  await clicks('Make a link');
  expect(onMake).toHaveBeenLastCalledWith({ role: 'viewer', expires_in: 3600, max_uses: 30 });
  await chooses('The link works for', '');
  await chooses('For how many people (empty: any number)', '');
  await clicks('Make a link');
  expect(onMake).toHaveBeenLastCalledWith({ role: 'viewer', expires_in: null, max_uses: null });
});

it('a new program has the extension and the text of its language', async () => {
  const onMake = vi.fn(() => Promise.reject(new Error('There is one already.')));
  await shows(createElement(NewProgram, { onMake, onCancel: vi.fn() }));
  await chooses('Language', 'Logo');
  await chooses('Name', 'maze');
  await clicks('Make the program');
  expect(onMake).toHaveBeenCalledWith('maze.logo', expect.stringContaining('REPEAT 4'));
  await sees(() => {
    expect(place.querySelector('[role="alert"]')?.textContent).toBe('There is one already.');
  });
});

describe('the settings of a room', () => {
  it('are changed one by one by owners', async () => {
    room.answers.set('PATCH ', () => [200, ROOM]);
    const session = await enters();
    await shows(createElement(SettingsSheet, { list: list(), session, onClose: vi.fn(), onCopy: vi.fn() }));
    await chooses('Name', 'Labyrinths');
    await clicks('Rename');
    await chooses('Who may join', 'invite');
    await chooses('They come in as', 'viewer');
    expect(room.of('PATCH ')).toEqual([{ name: 'Labyrinths' }, { visibility: 'invite' }, { default_role: 'viewer' }]);
  });

  it('are only looked at by the others', async () => {
    const session = room.enter(null, hello({ role: 'viewer' }));
    await shows(createElement(SettingsSheet, { list: list(), session, onClose: vi.fn(), onCopy: vi.fn() }));
    expect(['Name', 'Who may join', 'They come in as'].map(each => field(each).disabled)).toEqual([true, true, true]);
    expect(place.textContent).not.toContain('Delete the room');
  });
});

describe('members', () => {
  it('get other roles from owners, and are removed after a question', async () => {
    const session = await enters();
    await shows(createElement(MembersSheet, { session, onClose: vi.fn() }));
    await chooses('Role of Bo', 'viewer');
    expect(room.of('PUT /members/bo')).toEqual([{ role: 'viewer' }]);
    confirm.mockResolvedValueOnce(false);
    await clicks('Remove Bo');
    expect(room.of('DELETE /members/bo')).toEqual([]);
    await clicks('Remove Bo');
    expect(room.of('DELETE /members/bo')).toHaveLength(1);
    await does(() => {
      TextSocket.last.tell({ type: 'member.removed', seq: 8, username: 'bo' });
    });
    expect(place.textContent).not.toContain('Bo');
  });
});

it('a sheet is closed with Escape from anywhere in it, and what opened it has the focus again', async () => {
  const opener = document.body.appendChild(document.createElement('button'));
  opener.focus();
  const close = vi.fn();
  await shows(createElement(SettingsSheet, { list: list(), session: await enters(), onClose: close, onCopy: vi.fn() }));
  expect(document.activeElement?.textContent).toBe('Room');
  await does(() => {
    field('Name').focus();
    field('Name').dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
  });
  expect(close).toHaveBeenCalledOnce();
  await shows(null);
  expect(document.activeElement).toBe(opener);
  opener.remove();
});
