// @vitest-environment jsdom
/** A room that ends while it is open: nothing can be done in it, and there is a way on. */

import { createElement } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { CLOSE } from '../src/core/closeCodes';
import { RoomList } from '../src/core/roomList';
import type { RoomSession } from '../src/core/roomSession';
import { isolated, LONGEST_NAME } from '../src/ui/common/isolated';
import { renamed } from '../src/ui/programs/renamed';
import { RoomView } from '../src/ui/rooms/RoomView';
import type { SidebarStore, Tab } from '../src/ui/sidebarStore';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { button, signIn } from './fakeHost';
import { hello, message, person, ROOM, TextSocket } from './fakeRoom';
import { clicks, does, place, room, sees, shows } from './historyHarness';

let list: RoomList;
let sidebar: SidebarStore;

beforeEach(() => {
  list = new RoomList(room.api, () => room.enter());
  sidebar = createSidebarStore();
});

async function opens(tab: Tab, role: 'owner' | 'editor' = 'owner', visibility: 'open' | 'invite' = 'invite', refused = ''): Promise<RoomSession> {
  if (refused !== 'GET /messages') {
    room.answers.set('GET /messages', () => [200, { items: [message(1, 'Hello')], next: null }]);
  }
  const greeting = hello({ role, room: { ...ROOM, role, visibility }, presence: [person('ana'), person('bo')] });
  const session = room.enter(null, greeting);
  sidebar.setState({ tab });
  await shows(createElement(RoomView, { list, session, sidebar, currentText: () => '' }));
  await sees(() => {
    expect(session.store.getState().loaded).toBe(true);
  });
  return session;
}

async function deleted(): Promise<void> {
  await does(() => {
    TextSocket.last.tell({ type: 'room.deleted', seq: 9, id: 'r1' });
    TextSocket.last.end(CLOSE.gone);
  });
}

describe('a room that is deleted while it is open', () => {
  it('says so, and its owner can bring it back', async () => {
    room.answers.set('PATCH ', () => [200, ROOM]);
    await opens('people');
    await deleted();
    expect(place.querySelector('[role="status"]')?.textContent).toContain('This room has been deleted.');
    const enter = vi.spyOn(list, 'enter');
    await clicks('Bring the room back');
    await sees(() => {
      expect(enter).toHaveBeenCalledWith(ROOM);
    });
    expect(room.of('PATCH ')).toEqual([{ deleted: false }]);
  });

  it('says to the others who can, and leads back', async () => {
    await opens('people', 'editor');
    await deleted();
    expect(place.textContent).toContain('Its owners can bring it back for 30 days.');
    expect(place.textContent).not.toContain('Bring the room back');
    const leave = vi.spyOn(list, 'leave');
    await clicks('Back to all rooms');
    expect(leave).toHaveBeenCalledOnce();
  });

  it('has nobody inside, and no program is made, renamed or deleted in it', async () => {
    await opens('people');
    expect(button('Delete maze.logo')).toBeTruthy();
    await deleted();
    const texts = [...place.querySelectorAll('button')].map(each => each.getAttribute('aria-label') ?? each.textContent);
    for (const gone of ['New program', 'Delete maze.logo', 'Rename maze.logo', 'Invite', 'Follow bo']) {
      expect(texts).not.toContain(gone);
    }
    expect(['Raise my hand', 'Members', 'Room…'].map(each => button(each).disabled)).toEqual([true, true, true]);
    expect(place.textContent).toContain('0 people here');
  });

  it('closes what lay over it', async () => {
    await opens('people');
    await does(() => {
      sidebar.setState({ sheet: 'settings' });
    });
    expect(place.textContent).toContain('Delete the room');
    await deleted();
    expect(place.textContent).not.toContain('Delete the room');
  });

  it('takes no message, and keeps what was said to be read', async () => {
    await opens('chat');
    await deleted();
    const area = place.querySelector('textarea');
    expect([area?.disabled, area?.placeholder]).toEqual([true, 'This chat has ended.']);
    expect(place.querySelector('.tw-Message')?.textContent).toContain('Hello');
    expect(place.querySelector('.tw-Message-actions')).toBeNull();
  });
});

describe('what was asked for while it was deleted', () => {
  const refusal = { error: { code: 'room_deleted', message: 'This room has been deleted. Bring it back first.', reason: '' } };

  it.each<[Tab, string]>([['chat', 'GET /messages'], ['activity', 'GET /activity']])(
    'is no second problem in %s, and nothing there can be tried again',
    async (tab, what) => {
      room.answers.set(what, () => [409, refusal]);
      await opens(tab, 'owner', 'invite', what);
      await sees(() => {
        expect(place.textContent).toContain('Bring it back first.'); // nobody has told that the room is over
      });
      await deleted();
      expect(place.textContent).toContain('This room has been deleted. Its files are still in the folder.');
      expect(place.textContent).not.toContain('Bring it back first.');
      expect(() => button('Try again')).toThrow();
    }
  );

  it('sets no read mark', async () => {
    const session = await opens('chat');
    await deleted();
    session.store.setState({ unread: 3 });
    await session.chat.markRead(9);
    expect(room.of('PUT /read')).toEqual([]);
  });

  it('may be the room itself: then it says so as well', async () => {
    await opens('people');
    await does(() => {
      TextSocket.last.tell({ type: 'error', seq: null, code: 'room_deleted', message: 'This room has been deleted.', reason: '' });
      TextSocket.last.end(CLOSE.gone);
    });
    expect(place.textContent).toContain('Its files are still in the folder.');
    expect(button('Bring the room back')).toBeTruthy();
  });
});

describe('who is out', () => {
  it('can come in again where the room is open', async () => {
    room.answers.set('POST api/timewarp/lookup', () => [200, { room: ROOM }]);
    await opens('people', 'editor', 'open');
    await does(() => {
      TextSocket.last.end(CLOSE.forbidden);
    });
    const enter = vi.spyOn(list, 'enter');
    await clicks('Come in again');
    await sees(() => {
      expect(enter).toHaveBeenCalledWith(ROOM);
    });
  });

  it('signs in again where that is what is missing', async () => {
    await opens('people');
    await does(() => {
      TextSocket.last.end(CLOSE.signedOut);
    });
    await clicks('Sign in');
    expect(signIn).toHaveBeenCalledOnce();
  });
});

describe('a program that is renamed', () => {
  const event = (actor: string, document = 'd1'): Parameters<typeof renamed>[0] => ({
    type: 'activity',
    seq: 9,
    actor,
    verb: 'document.renamed',
    document,
    detail: { before: 'maze.logo', path: `${'x'.repeat(200)}.logo` },
    at: '2026-01-01T10:00:00Z'
  });

  it('is told to who is in it, if somebody else did it, and cut where it is long', async () => {
    const session = await opens('people');
    const told = renamed(event('bo'), session, 'd1');
    expect([told?.before, told?.path]).toEqual([isolated('maze.logo'), isolated(`${'x'.repeat(LONGEST_NAME)}…`)]);
    expect(renamed(event('ana'), session, 'd1')).toBeNull();
    expect(renamed(event('bo', 'd2'), session, 'd1')).toBeNull();
    expect(renamed(event('bo'), session, null)).toBeNull();
  });
});
