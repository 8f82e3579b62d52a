// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { completingAt, namesFor, withMentions } from '../src/ui/chat/mentions';
import { FakeRoom, hello, message, posted, settled, TextSocket } from './fakeRoom';

beforeEach(() => {
  TextSocket.accepted = [];
  localStorage.clear();
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval'] });
  return () => {
    vi.useRealTimers();
  };
});

function roomWithPosting(): FakeRoom {
  const room = new FakeRoom();
  let seq = 10;
  room.answers.set('POST /messages', body => {
    seq += 1;
    return [201, message(seq, '', { ...(body as object), author: 'ana', id: `m${seq}` })];
  });
  return room;
}

describe('posting', () => {
  it('shows a message at once, and once when event and answer have come', async () => {
    const session = roomWithPosting().enter();
    await session.chat.open();
    session.chat.post({ body: 'hi' });
    expect(session.chat.store.getState().waiting.map(each => each.post.body)).toEqual(['hi']);
    const { client_id } = session.chat.store.getState().waiting[0]?.post ?? { client_id: '' };
    TextSocket.last.tell(posted(message(11, 'hi', { author: 'ana', client_id })));
    await settled();
    const { messages, waiting } = session.chat.store.getState();
    expect(messages.map(each => each.body)).toEqual(['hi']);
    expect(waiting).toEqual([]);
  });

  it('keeps what is written offline, also for the next page, and sends it once', async () => {
    const room = roomWithPosting();
    room.offline = true;
    const first = room.enter(localStorage);
    await settled();
    first.chat.post({ body: 'one' });
    first.chat.post({ body: 'two' });
    await settled();
    first.dispose();
    room.offline = false;
    room.asked.length = 0;
    const second = room.enter(localStorage);
    await settled();
    expect(room.of('POST /messages')).toMatchObject([{ body: 'one' }, { body: 'two' }]);
    expect(second.chat.store.getState().waiting).toEqual([]);
    TextSocket.last.tell(hello({ resumed: true }));
    await settled();
    expect(room.of('POST /messages')).toHaveLength(2);
  });

  it('keeps the reason of a refusal, and sends what was written after it', async () => {
    const room = roomWithPosting();
    const store = room.answers.get('POST /messages');
    room.answers.set('POST /messages', (body, query) =>
      (body as { body: string }).body === 'bad'
        ? [400, { error: { code: 'message_too_long', message: 'Too long.', reason: '' } }]
        : (store?.(body, query) ?? [500, {}])
    );
    const session = room.enter();
    session.chat.post({ body: 'bad' });
    session.chat.post({ body: 'good' });
    await settled();
    vi.advanceTimersByTime(1_000);
    await settled();
    const { waiting } = session.chat.store.getState();
    expect(waiting.map(each => [each.post.body, each.failed])).toEqual([['bad', 'Too long.']]);
    expect(room.of('POST /messages').at(-1)).toMatchObject({ body: 'good' });
    session.chat.giveUp(waiting[0]?.post.client_id ?? '');
    expect(session.chat.store.getState().waiting).toEqual([]);
  });
});

describe('listening', () => {
  it('puts messages in the order of their seq, whatever came first', async () => {
    const room = new FakeRoom();
    room.answers.set('GET /messages', () => [200, { items: [message(3, 'c')], next: null }]);
    const session = room.enter();
    await session.chat.open();
    TextSocket.last.tell(posted(message(5, 'e')));
    TextSocket.last.tell(posted(message(4, 'd')));
    expect(session.chat.store.getState().messages.map(each => each.body)).toEqual(['c', 'd', 'e']);
    expect(session.store.getState().unread).toBe(2);
  });

  it('changes what is edited or deleted, and leaves alone what it does not show', async () => {
    const room = new FakeRoom();
    room.answers.set('GET /messages', () => [200, { items: [message(3, 'c')], next: 3 }]);
    const session = room.enter();
    await session.chat.open();
    TextSocket.last.tell(posted(message(3, 'C', { edited_at: '2026-01-01T11:00:00Z' }), 'chat.edited', 8));
    TextSocket.last.tell(posted(message(1, '', { deleted: true }), 'chat.deleted', 9));
    expect(session.chat.store.getState().messages.map(each => [each.seq, each.body])).toEqual([[3, 'C']]);
  });

  it('reads back page by page until a message is there', async () => {
    const room = new FakeRoom();
    room.answers.set('GET /messages', (_body, query) => {
      const before = Number(query.get('before') ?? 10);
      return [200, { items: [message(before - 2, 'x'), message(before - 1, 'y')], next: before - 2 > 2 ? before - 2 : null }];
    });
    const session = room.enter();
    await session.chat.reach(4);
    expect(session.chat.store.getState().messages.map(each => each.seq)).toEqual([4, 5, 6, 7, 8, 9]);
  });

  it('begins anew where too much was missed', async () => {
    const room = new FakeRoom();
    room.answers.set('GET /messages', () => [200, { items: [message(3, 'old')], next: null }]);
    const session = room.enter();
    await session.chat.open();
    room.answers.set('GET /messages', () => [200, { items: [message(30, 'new')], next: 30 }]);
    TextSocket.last.tell(hello({ seq: 30, resumed: false }));
    await settled();
    expect(session.chat.store.getState().messages.map(each => each.body)).toEqual(['new']);
  });
});

describe('mentions', () => {
  it('are completed behind an @ that begins a word', () => {
    expect(completingAt('hi @an', 6)).toEqual({ from: 3, prefix: 'an' });
    expect(completingAt('me@an', 5)).toBeNull();
    expect(namesFor('mül', ['Ana', 'Eva Müller'])).toEqual(['Eva Müller']);
  });

  it('are marked whole, the longer name first, and no part of a word', () => {
    expect(withMentions('@Ana 2 and @Ana, not @Anabel', ['Ana', 'Ana 2'])).toBe(
      '**@Ana 2** and **@Ana**, not @Anabel'
    );
  });
});
