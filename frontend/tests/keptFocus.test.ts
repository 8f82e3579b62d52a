// @vitest-environment jsdom
/** Where the focus is after the row that had it has gone. */

import { createElement } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';

import type { RoomSession } from '../src/core/roomSession';
import { ChatPanel } from '../src/ui/chat/ChatPanel';
import { ProgramList } from '../src/ui/programs/ProgramList';
import { InviteSheet } from '../src/ui/rooms/InviteSheet';
import { MembersSheet } from '../src/ui/rooms/MembersSheet';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { button } from './fakeHost';
import { message, posted, TextSocket } from './fakeRoom';
import { does, enters, place, room, sees, shows } from './historyHarness';

const none = (): void => undefined;
const PROGRAMS = ['a.logo', 'b.logo', 'c.logo'];

let session: RoomSession;

beforeEach(async () => {
  const items = PROGRAMS.map(path => ({ id: path, kind: 'document', path, deleted: false }));
  room.answers.set('GET /documents', () => [200, { items, next: null }]);
  session = await enters();
});

/** The text of the element with the focus, and whether it is a stop of the Tab key. */
function focus(): [text: string, stop: boolean] {
  const { activeElement } = document;
  return activeElement instanceof HTMLElement && activeElement !== document.body
    ? [activeElement.textContent, activeElement.tabIndex >= 0]
    : ['nowhere', false];
}

async function goes(path: string): Promise<void> {
  await does(() => {
    const program = session.store.getState().documents[path];
    if (program) {
      TextSocket.last.tell({ ...program, type: 'document.deleted', seq: 9, deleted: true });
    }
  });
}

describe('a program that is deleted', () => {
  beforeEach(() => shows(createElement(ProgramList, { session, sidebar: createSidebarStore() })));

  it('leaves the focus to the next one, the last one to the one before, and all of them to the heading', async () => {
    button('Delete b.logo').focus();
    await goes('b.logo');
    expect(focus()).toEqual(['c.logo', false]);
    button('Delete c.logo').focus();
    await goes('c.logo');
    expect(focus()).toEqual(['a.logo', false]);
    button('Delete a.logo').focus();
    await goes('a.logo');
    expect(focus()).toEqual(['Programs', false]);
  });

  it('leaves it to the next one though others have come and gone before', async () => {
    button('Delete b.logo').focus();
    await goes('a.logo');
    expect(document.activeElement).toBe(button('Delete b.logo'));
    await goes('b.logo');
    expect(focus()).toEqual(['c.logo', false]);
  });

  it('takes it from nowhere else, and gives none to who has gone elsewhere', async () => {
    button('Delete b.logo').focus();
    button('New program').focus();
    await goes('b.logo');
    expect(document.activeElement).toBe(button('New program'));
    button('Delete c.logo').focus();
    await does(() => {
      button('Delete c.logo').blur();
    });
    await goes('c.logo');
    expect(focus()).toEqual(['nowhere', false]);
  });

  it('that was renamed keeps it', async () => {
    button('Rename b.logo').focus();
    await does(() => {
      button('Rename b.logo').click();
    });
    expect(document.activeElement).toBeInstanceOf(HTMLInputElement);
    await does(() => {
      document.activeElement?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
    });
    expect(document.activeElement).toBe(button('Rename b.logo'));
  });
});

it('a member who is removed leaves it to the next one', async () => {
  await shows(createElement(MembersSheet, { session, onClose: none }));
  button('Remove Bo').focus();
  await does(() => {
    TextSocket.last.tell({ type: 'member.removed', seq: 8, username: 'bo' });
  });
  expect(focus()[0]).toContain('Ana (you)');
});

it('an invitation that is revoked leaves it to the next one, the last one to the heading', async () => {
  const out = ['editor', 'viewer'].map(role => ({ id: role, role, expires_at: null, max_uses: null, uses: 0 }));
  room.answers.set('GET /invitations', () => [200, { items: out, next: null }]);
  for (const { id } of out) {
    room.answers.set(`DELETE /invitations/${id}`, () => [204, null]);
  }
  await shows(createElement(InviteSheet, { session, onClose: none }));
  const revoke = async (): Promise<void> => {
    button('Revoke').focus();
    out.shift();
    await does(() => {
      button('Revoke').click();
    });
  };
  await sees(() => {
    expect(place.textContent).toContain('Editor');
  });
  await revoke();
  await sees(() => {
    expect(focus()[0]).toContain('Viewer');
  });
  await revoke();
  await sees(() => {
    expect(focus()[0]).toBe('Invite people');
  });
});

it('a message that is deleted keeps it: that it was there stays visible', async () => {
  const said = [message(1, 'Hello', { author: 'ana' }), message(2, 'And again', { author: 'ana' })];
  room.answers.set('GET /messages', () => [200, { items: said, next: null }]);
  await shows(createElement(ChatPanel, { session, sidebar: createSidebarStore() }));
  await sees(() => {
    expect(place.querySelectorAll('.tw-Message')).toHaveLength(2);
  });
  button('Delete').focus();
  await does(() => {
    TextSocket.last.tell(posted(message(1, '', { author: 'ana', deleted: true }), 'chat.deleted', 3));
  });
  expect(focus()[0]).toContain('This message was deleted.');
});

it('a link that is put away for another leaves it to what makes the next one', async () => {
  room.answers.set('GET /invitations', () => [200, { items: [], next: null }]);
  room.answers.set('POST /invitations', () => [201, { url: 'http://localhost/timewarp/join/abc' }]);
  await shows(createElement(InviteSheet, { session, onClose: none }));
  button('Make a link').focus();
  await does(() => {
    button('Make a link').click();
  });
  await sees(() => {
    expect(document.activeElement).toBeInstanceOf(HTMLInputElement);
  });
  button('Another link').focus();
  await does(() => {
    button('Another link').click();
  });
  expect(document.activeElement).toBe(button('Make a link'));
});
