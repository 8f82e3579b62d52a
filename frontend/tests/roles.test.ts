// @vitest-environment jsdom
/** What one may do in a room, told when it changes, once. */

import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Role } from '../src/core/records';
import type { RoleInRoom } from '../src/core/standing';
import type { Placed } from '../src/lab/roles/roles';
import { RolesInRooms } from '../src/lab/roles/roles';
import { bannerText, changeText } from '../src/lab/roles/words';
import { words } from './fakeHost';

const as = (role: Role | null, locked = false): RoleInRoom => ({ role, locked });

describe('a role', () => {
  it.each([
    [as('editor'), as('viewer'), 'You are a viewer: you can read all programs and chat.'],
    [as('viewer'), as('editor'), 'You are an editor: you can change all programs of this room.'],
    [as('editor'), as('owner', true), 'You are an owner: you write, invite people and give them roles.'],
    [as('editor'), as('editor', true), 'The room is locked: only its owners can change programs now. You can read and chat.'],
    [as('editor', true), as('editor'), 'The room is open again: you can change all its programs.'],
    [as('owner'), as('owner', true), ''],
    [as('editor'), as(null), '']
  ])('of %j that becomes %j is told as "%s"', (before, now, said) => {
    expect(changeText(before, now, words)).toBe(said);
  });

  it.each([
    [as('editor'), ''],
    [as('owner'), ''],
    [as('viewer'), 'You are a viewer: you can read all programs and chat.'],
    [as('editor', true), 'The room is locked: only its owners can change programs now. You can read and chat.'],
    [as('owner', true), 'The room is locked: only owners can change programs.']
  ])('of %j is written above a program as "%s"', (is, said) => {
    expect(bannerText(is, words)).toBe(said);
  });
});

describe('roles in rooms', () => {
  const changed = vi.fn<(before: RoleInRoom, now: RoleInRoom) => void>();
  let roles: RolesInRooms;

  class Program implements Placed {
    isDisposed = false;
    is = as('editor');
    readonly place: Placed['place'];

    constructor(room: string) {
      this.place = { room: { id: room }, document: 'd1' } as Placed['place'];
    }

    readonly noteRole = (is: RoleInRoom): void => {
      this.is = is;
      roles.look(this);
    };
  }

  beforeEach(() => {
    changed.mockClear();
    roles = new RolesInRooms(changed);
  });

  it('are told once for all programs of the room, whoever hears first', () => {
    const [one, two, other] = [new Program('r1'), new Program('r1'), new Program('r2')];
    for (const program of [one, two, other]) {
      roles.look(program);
    }
    expect(changed).not.toHaveBeenCalled();
    one.noteRole(as('viewer'));
    roles.note('r1', as('viewer'));
    expect(changed.mock.calls).toEqual([[as('editor'), as('viewer')]]);
    expect([two.is, other.is]).toEqual([as('viewer'), as('editor')]);
  });

  it('are not kept for programs that are closed', () => {
    const one = new Program('r1');
    roles.look(one);
    one.isDisposed = true;
    roles.look(one);
    roles.note('r1', as('viewer'));
    expect(one.is).toEqual(as('editor'));
  });
});
