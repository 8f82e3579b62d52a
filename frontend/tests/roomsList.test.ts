// @vitest-environment jsdom
/** The list of rooms: what is unread, who is inside, and that it stays as new as the server. */

import { createElement } from 'react';
import { describe, expect, it, vi } from 'vitest';

import type { ListedRoom } from '../src/core/records';
import { RoomList, WATCH_MS } from '../src/core/roomList';
import { RoomsView } from '../src/ui/rooms/RoomsView';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { EVIL } from './fakeHost';
import { ROOM } from './fakeRoom';
import { clicks, does, place, room, sees, shows } from './historyHarness';

const ROOMS = 'GET api/timewarp/rooms';

function listed(more: Partial<ListedRoom> = {}): ListedRoom {
  return { ...ROOM, online: 0, unread: 0, unread_mentions: 0, inside: [], ...more };
}

function inside(name: string): ListedRoom['inside'][number] {
  return { username: name.toLowerCase(), display_name: name, color: '#0a7e0a' };
}

async function opens(...rooms: ListedRoom[]): Promise<RoomList> {
  room.answers.set(ROOMS, () => [200, { items: rooms, next: null }]);
  const list = new RoomList(room.api, () => room.enter());
  await shows(createElement(RoomsView, { list, sidebar: createSidebarStore() }));
  await sees(() => {
    expect(list.store.getState().loaded).toBe(true);
  });
  return list;
}

function item(): HTMLElement {
  const found = place.querySelector<HTMLElement>('.tw-Item');
  if (!found) {
    throw new Error('there is no room in the list');
  }
  return found;
}

describe('a room in the list', () => {
  it('says how much is unread in it', async () => {
    await opens(listed({ unread: 3 }));
    const badge = item().querySelector('.tw-Badge');
    expect([badge?.textContent, badge?.getAttribute('aria-label')]).toEqual(['3', '3 unread']);
  });

  it('says how often this person is mentioned in what is unread', async () => {
    await opens(listed({ unread: 3, unread_mentions: 2 }));
    const badges = [...item().querySelectorAll('.tw-Badge')];
    expect(badges.map(each => [each.textContent, each.getAttribute('aria-label')])).toEqual([
      ['3', '3 unread'],
      ['@2', '2 mentions']
    ]);
  });

  it('says no more than that it is much', async () => {
    await opens(listed({ unread: 100 }));
    expect(item().querySelector('.tw-Badge')?.textContent).toBe('99+');
  });

  it('shows who is inside, and how many more', async () => {
    await opens(listed({ online: 7, inside: [inside('Ana'), inside('Bo')] }));
    expect([...item().querySelectorAll('.tw-Avatar')].map(each => each.textContent)).toEqual(['A', 'B']);
    expect(item().textContent).toContain('+5');
    expect(item().textContent).toContain('7 people inside');
    expect(item().querySelector('.tw-Inside')?.getAttribute('title')).toMatch(/^\W*Ana\W*, \W*Bo\W*$/u);
  });

  it('has a hostile name as text', async () => {
    await opens(listed({ name: `${EVIL}\u202eabc`, inside: [inside(EVIL)], online: 1 }));
    expect(place.querySelectorAll('img, script')).toHaveLength(0);
    expect(item().querySelector('.tw-Item-title')?.textContent).toContain('<img src=x');
  });
});

describe('rooms that were deleted', () => {
  it('are listed and brought back', async () => {
    const list = await opens(listed());
    const gone = listed({ id: 'r9', name: EVIL, deleted: true, deleted_at: '2026-01-01T10:00:00Z' });
    room.answers.set(ROOMS, (_body, query) => [200, { items: query.get('deleted') === 'true' ? [gone] : [], next: null }]);
    room.answers.set('PATCH api/timewarp/rooms/r9', () => [200, ROOM]);
    await does(() => {
      const details = place.querySelector('details');
      if (details) {
        details.open = true;
        details.dispatchEvent(new Event('toggle'));
      }
    });
    await sees(() => {
      expect(place.querySelector('details')?.textContent).toContain(EVIL);
    });
    const enter = vi.spyOn(list, 'enter');
    await clicks('Bring back');
    await sees(() => {
      expect(enter).toHaveBeenCalledWith(ROOM);
    });
    expect(room.of('PATCH api/timewarp/rooms/r9')).toEqual([{ deleted: false }]);
  });
});

describe('the list', () => {
  it('is read again while it is looked at, without a word of it', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    const list = await opens(listed());
    vi.spyOn(HTMLElement.prototype, 'offsetParent', 'get').mockReturnValue(document.body);
    room.answers.set(ROOMS, () => [200, { items: [listed({ unread: 1, online: 1, inside: [inside('Bo')] })], next: null }]);
    const loading: boolean[] = [];
    list.store.subscribe(state => loading.push(state.loading));
    await does(() => {
      vi.advanceTimersByTime(WATCH_MS);
    });
    await sees(() => {
      expect(item().textContent).toContain('1 person inside');
    });
    expect(loading).not.toContain(true);
  });

  it('is left alone while nobody looks', async () => {
    vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
    await opens(listed());
    vi.spyOn(HTMLElement.prototype, 'offsetParent', 'get').mockReturnValue(null);
    const before = room.of(ROOMS).length;
    await does(() => {
      vi.advanceTimersByTime(3 * WATCH_MS);
    });
    expect(room.of(ROOMS)).toHaveLength(before);
  });

  it('keeps what it shows when the server does not answer, and says so', async () => {
    const list = await opens(listed());
    room.offline = true;
    await does(() => void list.refresh());
    await sees(() => {
      expect(place.querySelector('[role="alert"]')?.textContent).toContain('The server cannot be reached.');
    });
    expect(item().textContent).toContain('Maze club');
    room.offline = false;
    await clicks('Try again');
    await sees(() => {
      expect(place.querySelector('[role="alert"]')?.textContent).toBe('');
    });
  });
});
