// @vitest-environment jsdom
/** Names and messages with markup, marks of direction, nothing visible, and no end: each panel shows them as text. */

import type { ReactNode } from 'react';
import { createElement } from 'react';
import { describe, expect, it, vi } from 'vitest';

import type { Role } from '../src/core/records';
import { RoomList } from '../src/core/roomList';
import type { RoomSession } from '../src/core/roomSession';
import { ActivityPanel } from '../src/ui/activity/ActivityPanel';
import { ChatPanel } from '../src/ui/chat/ChatPanel';
import { attach } from '../src/ui/chat/composerStore';
import { HistoryPanel } from '../src/ui/history/HistoryPanel';
import { Legend } from '../src/ui/history/Legend';
import { Shares } from '../src/ui/history/Shares';
import { PeopleView } from '../src/ui/people/PeopleView';
import { CopyRoom } from '../src/ui/rooms/CopyRoom';
import { MembersSheet } from '../src/ui/rooms/MembersSheet';
import { RoomHead } from '../src/ui/rooms/RoomHead';
import { RoomsView } from '../src/ui/rooms/RoomsView';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { EVIL, member } from './fakeHost';
import { hello, message, person, ROOM, TextSocket } from './fakeRoom';
import { LONG, TEXTS } from './hostile';
import { clicks, does, place, room, sees, shows } from './historyHarness';

/** No more of a name than this stands anywhere, whatever is around it. */
const MOST = 300;
const LONE_SURROGATE = /\p{Cs}/u;

type Panel = (session: RoomSession, text: string) => ReactNode;

const rooms = (): RoomList => new RoomList(room.api, () => room.enter());

/** Each panel in which names of people, programs or rooms stand. */
const PANELS: Record<string, Panel> = {
  people: session => createElement(PeopleView, { session, sidebar: createSidebarStore() }),
  members: session => createElement(MembersSheet, { session, onClose: vi.fn() }),
  head: session => createElement(RoomHead, { list: rooms(), session, sidebar: createSidebarStore() }),
  copy: session => createElement(CopyRoom, { list: rooms(), session, onClose: vi.fn() }),
  rooms: () => createElement(RoomsView, { list: rooms(), sidebar: createSidebarStore() }),
  activity: session => createElement(ActivityPanel, { session }),
  history: session =>
    createElement(HistoryPanel, { session, document: 'd1', sidebar: createSidebarStore() }),
  legend: session => createElement(Legend, { session, authors: ['ana', 'bo'] }),
  shares: session =>
    createElement(Shares, {
      session,
      totals: [{ author: 'bo', remaining: 3, typed: 4, deleted: 1, active_seconds: 60 }]
    }),
  chat: session => createElement(ChatPanel, { session, sidebar: createSidebarStore() })
};

async function opens(panel: Panel, text: string): Promise<RoomSession> {
  const role: Role = 'owner';
  const named = { ...ROOM, role, name: text, folder: text };
  const happened = { seq: 5, actor: 'bo', verb: 'document.edited', document: 'd1', detail: { path: text, lines: 3 }, at: ROOM.created_at };
  room.answers.set('GET /members', () => [200, { items: [member('ana', 'Ana'), member('bo', text)], next: null }]);
  room.answers.set('GET /documents', () => [200, { items: [{ id: 'd1', kind: 'document', path: text, deleted: false }, { kind: 'file', path: text }], next: null }]);
  room.answers.set('GET api/timewarp/rooms', () => [200, { items: [{ ...named, unread: 2, unread_mentions: 1, online: 1, inside: [{ username: 'bo', display_name: text, color: '#111' }] }], next: null }]);
  room.answers.set('GET /activity', () => [200, { items: [happened], next: null }]);
  room.answers.set('GET /messages', () => [200, { items: [message(1, 'hi', { anchor: { document: 'd1', line: 1, end_line: 2 } }), message(2, 'yes', { reply_to: 'm1' })], next: null }]);
  const version = { seq: 5, first_seq: 4, author: 'bo', started_at: ROOM.created_at, ended_at: ROOM.created_at, added: 3, removed: 1 };
  room.answers.set('GET /documents/d1/revisions', () => [200, { items: [version], next: null }]);
  const here = [person('ana'), person('bo', { display_name: text, document: 'd1', line: 3 })];
  const session = room.enter(null, hello({ room: named, presence: here }));
  await vi.waitFor(() => {
    expect(session.store.getState().loaded).toBe(true);
  });
  await shows(panel(session, text));
  return session;
}

/** All texts that are seen, each with the element around it. */
function textsOf(root: HTMLElement): [string, Element][] {
  const walker = document.createTreeWalker(root, NodeFilter.SHOW_TEXT);
  const found: [string, Element][] = [];
  while (walker.nextNode()) {
    const parent = walker.currentNode.parentElement;
    if (parent) {
      found.push([walker.currentNode.nodeValue ?? '', parent]);
    }
  }
  return found;
}

describe.each(Object.entries(PANELS))('%s', (where, panel) => {
  it.each(Object.entries(TEXTS))('has a name of %s as text, cut, with a direction of its own', async (_kind, text) => {
    await opens(panel, text);
    const begins = text.slice(0, 3);
    await sees(() => {
      expect(where === 'copy' ? place.innerHTML : place.textContent).toContain(where === 'copy' ? 'Copy' : begins);
    });
    expect(place.querySelectorAll('img, script')).toHaveLength(0);
    for (const [shown, parent] of textsOf(place)) {
      expect(shown.length, parent.outerHTML.slice(0, 200)).toBeLessThan(MOST);
      if (shown.includes(begins) && parent.tagName !== 'OPTION') {
        expect(parent.closest('bdi, [dir="auto"]'), parent.outerHTML.slice(0, 200)).not.toBeNull();
      }
    }
    expect(LONE_SURROGATE.test(place.innerHTML), 'a character is cut in two').toBe(false);
  });
});

describe('playing back', () => {
  it.each(Object.entries(TEXTS))('names an author of %s as text, cut', async (_kind, text) => {
    await opens(PANELS.history ?? (() => null), text);
    room.answers.set('GET /documents/d1/revisions', () => [
      200,
      { items: [{ seq: 2, author: 'bo', at: ROOM.created_at, changes: [{ offset: 0, removed: 0, inserted: text }] }], next: null }
    ]);
    await clicks('Play back');
    await sees(() => {
      expect(place.querySelector('.tw-Legend bdi')?.textContent).toContain(text.slice(0, 3));
    });
    expect(place.querySelectorAll('img, script')).toHaveLength(0);
    for (const name of place.querySelectorAll<HTMLElement>('.tw-Legend bdi, [title], [aria-valuetext]')) {
      const said = [name.title, name.ariaValueText ?? '', name.tagName === 'BDI' ? name.textContent : ''];
      expect(Math.max(...said.map(each => each.length))).toBeLessThan(MOST);
    }
  });
});

describe('a message', () => {
  const body = (): HTMLElement | null => place.querySelector('.markdown');

  it.each(Object.entries(TEXTS))('of %s is text', async (_kind, text) => {
    const session = room.enter(null, hello());
    room.answers.set('GET /messages', () => [200, { items: [message(1, text)], next: null }]);
    await shows(createElement(ChatPanel, { session, sidebar: createSidebarStore() }));
    await sees(() => {
      expect(body()?.textContent).toBe(text);
    });
    expect(place.querySelectorAll('img, script')).toHaveLength(0);
  });

  it('that is endless is cut until one wants all of it', async () => {
    const session = room.enter(null, hello());
    room.answers.set('GET /messages', () => [200, { items: [message(1, 'x'.repeat(LONG)), message(2, 'short')], next: null }]);
    await shows(createElement(ChatPanel, { session, sidebar: createSidebarStore() }));
    await sees(() => {
      expect(place.querySelectorAll('.tw-Long')).toHaveLength(1);
    });
    const cut = place.querySelector<HTMLElement>('.tw-Long');
    expect(cut?.dataset.cut).toBe('true');
    await clicks('Show all of it');
    expect(cut?.dataset.cut).toBe('false');
    await clicks('Show less');
    expect(cut?.dataset.cut).toBe('true');
  });

  it('is about a program whose name is hostile, and somebody with such a name writes', async () => {
    const session = await opens(PANELS.chat ?? (() => null), EVIL);
    await does(() => {
      TextSocket.last.tell({ type: 'chat.typing', seq: null, username: 'bo' });
      attach(session, { document: 'd1', line: 1, endLine: 2, text: '' });
    });
    expect(place.querySelector('.tw-Typing')?.textContent).toBe(`${EVIL} is writing…`);
    expect(place.querySelector('.tw-Context')?.textContent).toContain(`About ${EVIL}, lines 1 to 2`);
    expect(place.querySelectorAll('img, script')).toHaveLength(0);
  });
});
