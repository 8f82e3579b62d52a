import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Listing, Message } from '../src/core/records';
import type { RoomSession } from '../src/core/roomSession';
import { FakeRoom, hello, message, posted, settled, TextSocket } from './fakeRoom';

beforeEach(() => {
  TextSocket.accepted = [];
});

function holding(items: Message[], next: number | null = null): FakeRoom {
  const room = new FakeRoom();
  room.answers.set('GET /messages', () => [200, { items, next }]);
  return room;
}

function bodies(session: RoomSession): string[] {
  return session.chat.store.getState().messages.map(each => each.body);
}

/** The next page is answered when the test says so. */
function held(room: FakeRoom): (items: Message[], next?: number | null) => Promise<void> {
  let answer: ((page: Listing<Message>) => void) | undefined;
  vi.spyOn(room.api, 'messages').mockImplementationOnce(
    () =>
      new Promise(resolve => {
        answer = resolve;
      })
  );
  return async (items, next = null) => {
    answer?.({ items, next });
    await settled();
  };
}

describe('messages', () => {
  it('stand in the order of their seq, whatever came first', async () => {
    const session = holding([message(3, 'c')]).enter();
    await session.chat.open();
    TextSocket.last.tell(posted(message(9, 'e')));
    TextSocket.last.tell(posted(message(8, 'd')));
    expect(bodies(session)).toEqual(['c', 'd', 'e']);
  });

  it('are changed when edited or deleted, and left alone where they are not shown', async () => {
    const session = holding([message(3, 'c')], 3).enter();
    await session.chat.open();
    TextSocket.last.tell(posted(message(3, 'C', { edited_at: '2026-01-01T11:00:00Z' }), 'chat.edited', 8));
    TextSocket.last.tell(posted(message(1, '', { deleted: true }), 'chat.deleted', 9));
    expect(bodies(session)).toEqual(['C']);
    TextSocket.last.tell(posted(message(3, '', { deleted: true }), 'chat.deleted', 10));
    expect(session.chat.store.getState().messages).toMatchObject([{ id: 'm3', deleted: true }]);
  });

  it('are not taken back by what was on its way before an edit', async () => {
    const room = holding([message(3, 'old')]);
    const answer = held(room);
    const session = room.enter();
    void session.chat.open();
    TextSocket.last.tell(posted(message(3, 'new', { edited_at: '2026-01-01T11:00:00Z' }), 'chat.edited', 8));
    TextSocket.last.tell(posted(message(9, 'said meanwhile')));
    await answer([message(3, 'old')]);
    expect(bodies(session)).toEqual(['new', 'said meanwhile']);
  });

  it('begin anew where too much was missed, and only then', async () => {
    const room = holding([message(3, 'old')]);
    const session = room.enter();
    await session.chat.open();
    room.answers.set('GET /messages', () => [200, { items: [message(30, 'new')], next: 30 }]);
    TextSocket.last.tell(hello({ seq: 29, resumed: true }));
    await settled();
    expect(bodies(session)).toEqual(['old']);
    TextSocket.last.tell(hello({ seq: 30, resumed: false }));
    expect(bodies(session)).toEqual(['old']); // until there is something better
    await settled();
    expect(bodies(session)).toEqual(['new']);
  });

  it('do not take a page that was asked for before they began anew', async () => {
    const room = holding([message(30, 'new')], 30);
    const session = room.enter();
    await session.chat.open();
    const answer = held(room);
    const older = session.chat.loadOlder();
    TextSocket.last.tell(hello({ seq: 90, resumed: false }));
    await settled();
    await answer([message(2, 'from before the gap')]);
    await older;
    expect(bodies(session)).toEqual(['new']);
  });
});

describe('reading back', () => {
  function endless(): FakeRoom {
    const room = new FakeRoom();
    room.answers.set('GET /messages', (_body, query) => {
      const before = Number(query.get('before') ?? 10);
      const next = before - 2 > 2 ? before - 2 : null;
      return [200, { items: [message(before - 2, 'x'), message(before - 1, 'y')], next }];
    });
    return room;
  }

  it('goes on page by page until a message is there', async () => {
    const session = endless().enter();
    await session.chat.reach(4);
    expect(session.chat.store.getState().messages.map(each => each.seq)).toEqual([4, 5, 6, 7, 8, 9]);
    expect((await session.chat.find('m2'))?.seq).toBe(2);
    expect(await session.chat.find('nothing')).toBeUndefined();
  });

  it('waits for a page that is on its way already', async () => {
    const room = endless();
    const session = room.enter();
    await session.chat.open();
    const answer = held(room);
    void session.chat.loadOlder();
    const reached = session.chat.reach(4);
    await answer([message(6, 'x'), message(7, 'y')], 6);
    await reached;
    expect(session.chat.store.getState().messages[0]?.seq).toBe(4);
  });

  it('ends with the reason where it fails, and can be tried again', async () => {
    const room = endless();
    const session = room.enter();
    await session.chat.open();
    room.offline = true;
    await session.chat.reach(4);
    expect(session.chat.store.getState()).toMatchObject({ problem: 'The server cannot be reached.', loading: false });
    room.offline = false;
    await session.chat.reach(4);
    expect(session.chat.store.getState()).toMatchObject({ problem: '', hasOlder: true });
    expect(session.chat.store.getState().messages[0]?.seq).toBe(4);
  });

  it('is tried again with a new connection', async () => {
    const room = endless();
    const session = room.enter();
    room.offline = true;
    await session.chat.open();
    room.offline = false;
    TextSocket.last.tell(hello({ resumed: true }));
    await settled();
    expect(session.chat.store.getState()).toMatchObject({ problem: '', hasOlder: true });
  });
});

describe('unread', () => {
  it('counts what others say after the greeting, not what the greeting has counted', () => {
    const session = new FakeRoom().enter(null, hello({ seq: 20, unread: 2, read: 3, resumed: true }));
    TextSocket.last.tell(posted(message(19, 'was missed')));
    TextSocket.last.tell(posted(message(20, 'was missed, too')));
    expect(session.store.getState().unread).toBe(2);
    TextSocket.last.tell(posted(message(21, 'new')));
    TextSocket.last.tell(posted(message(22, 'mine', { author: 'ana' })));
    TextSocket.last.tell(posted(message(21, 'new!', { edited_at: '2026-01-01T11:00:00Z' }), 'chat.edited', 23));
    expect(session.store.getState().unread).toBe(3);
    TextSocket.last.tell(posted(message(21, '', { deleted: true }), 'chat.deleted', 24));
    expect(session.store.getState().unread).toBe(2);
  });

  it('is what the server says after reading, with one request at a time', async () => {
    const room = holding([message(3, 'c')]);
    room.answers.set('PUT /read', () => [200, { seq: 3, unread: 0 }]);
    const session = room.enter(null, hello({ unread: 1 }));
    await session.chat.open();
    await Promise.all([session.chat.markRead(3), session.chat.markRead(3)]);
    expect(room.of('PUT /read')).toEqual([{ seq: 3 }]);
    expect(session.store.getState()).toMatchObject({ read: 3, unread: 0 });
    await session.chat.markRead(3);
    await session.chat.markRead(2);
    expect(room.of('PUT /read')).toHaveLength(1);
  });

  it('goes down when another tab reads: counted here, or by the server where not all is here', async () => {
    const room = holding([message(3, 'c'), message(4, 'd')]);
    room.answers.set('GET /read', () => [200, { seq: 3, unread: 8 }]);
    const closed = room.enter(null, hello({ unread: 9 }));
    TextSocket.last.tell({ type: 'chat.read', seq: null, username: 'bo', read: 4 });
    TextSocket.last.tell({ type: 'chat.read', seq: null, username: 'ana', read: 3 });
    await settled();
    expect(closed.store.getState()).toMatchObject({ read: 3, unread: 8 });
    const open = room.enter(null, hello({ unread: 2 }));
    await open.chat.open();
    TextSocket.last.tell({ type: 'chat.read', seq: null, username: 'ana', read: 3 });
    expect(open.store.getState()).toMatchObject({ read: 3, unread: 1 });
  });
});

describe('typing', () => {
  it('ends with the message', () => {
    const session = new FakeRoom().enter();
    TextSocket.last.tell({ type: 'chat.typing', seq: null, username: 'bo' });
    expect(session.chat.store.getState().typing.bo).toBeGreaterThan(Date.now());
    TextSocket.last.tell(posted(message(9, 'done')));
    expect(session.chat.store.getState().typing).toEqual({});
  });
});
