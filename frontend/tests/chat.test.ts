// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { KeptPosts } from '../src/core/keptPosts';
import { ApiError } from '../src/core/requests';
import { completingAt, markMentions, namesFor } from '../src/ui/chat/mentions';
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
    await settled(); // one for each post
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

  it('tries a refused message again when it is told to', async () => {
    const room = new FakeRoom();
    room.answers.set('POST /messages', () => [403, { error: { code: 'forbidden', message: 'Not now.', reason: '' } }]);
    const session = room.enter(localStorage);
    session.chat.post({ body: 'please' });
    await settled();
    const { client_id } = session.chat.store.getState().waiting[0]?.post ?? { client_id: '' };
    room.answers.set('POST /messages', body => [201, message(9, 'please', { ...(body as object) })]);
    session.chat.again(client_id);
    await settled();
    expect(session.chat.store.getState().waiting).toEqual([]);
    expect(room.of('POST /messages')).toMatchObject([{ client_id }, { client_id }]);
    expect(new KeptPosts(localStorage, 'test').posts()).toEqual([]);
  });

  it('shows a message that an event has brought though its answer is lost, and blames no other', async () => {
    const room = new FakeRoom();
    const session = room.enter();
    await session.chat.open();
    let fail: (() => void) | undefined;
    vi.spyOn(room.api, 'post').mockImplementationOnce(
      () =>
        new Promise((_resolve, reject) => {
          fail = () => {
            reject(new ApiError(404, 'no_such_room', 'Gone.', ''));
          };
        })
    );
    room.answers.set('POST /messages', body => [201, message(12, 'b', { ...(body as object), author: 'ana' })]);
    session.chat.post({ body: 'a' });
    session.chat.post({ body: 'b' });
    const [first] = session.chat.store.getState().waiting;
    TextSocket.last.tell(posted(message(11, 'a', { author: 'ana', client_id: first?.post.client_id ?? '' })));
    fail?.();
    await settled();
    const { waiting, messages } = session.chat.store.getState();
    expect(waiting).toEqual([]);
    expect(messages.map(each => each.body)).toEqual(['a', 'b']);
  });

  it('sends again what is not answered in time', async () => {
    const room = roomWithPosting();
    const session = room.enter();
    vi.spyOn(room.api, 'post').mockImplementationOnce(() => new Promise(() => undefined));
    session.chat.post({ body: 'slow' });
    await settled();
    expect(room.of('POST /messages')).toHaveLength(0);
    vi.advanceTimersByTime(20_000);
    await settled();
    vi.advanceTimersByTime(1_000);
    await settled();
    expect(room.of('POST /messages')).toMatchObject([{ body: 'slow' }]);
    expect(session.chat.store.getState().waiting).toEqual([]);
  });
});

describe('what is kept in the browser', () => {
  it('is left alone where it is no list of posts', () => {
    const warn = vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    localStorage.setItem('test:posts', '{"half');
    expect(new FakeRoom().enter(localStorage).chat.store.getState().waiting).toEqual([]);
    expect(warn).toHaveBeenCalledOnce();
    localStorage.setItem('test:posts', '[1, null, {"body": 3}, {"body": "ok", "client_id": "c"}]');
    const { waiting } = new FakeRoom().enter(localStorage).chat.store.getState();
    expect(waiting.map(each => each.post.body)).toEqual(['ok']);
  });
});

function rendered(html: string): HTMLElement {
  const root = document.createElement('div');
  root.innerHTML = html;
  return root;
}

function marks(html: string, ...names: string[]): (string | null)[] {
  const root = rendered(html);
  markMentions(root, names.map(name => ({ name, me: false })));
  return [...root.querySelectorAll('.tw-Mention')].map(each => each.textContent);
}

describe('mentions', () => {
  it('are completed behind an @ that begins a word', () => {
    expect(completingAt('hi @an', 6)).toEqual({ from: 3, prefix: 'an' });
    expect(completingAt('me@an', 5)).toBeNull();
    expect(namesFor('mül', ['Ana', 'Eva Müller'])).toEqual(['Eva Müller']);
  });

  it('are marked whole, the longer name first, and no part of a word', () => {
    expect(marks('@Ana 2 and @Ana, not @Anabel, (@ANA)', 'Ana', 'Ana 2')).toEqual(['@Ana 2', '@Ana', '@ANA']);
  });

  it('stand out for who is called, word by word', () => {
    const root = rendered('@Ana and @Bo, @Ana!');
    markMentions(root, [{ name: 'Ana', me: true }, { name: 'Bo', me: false }]);
    const found = [...root.querySelectorAll<HTMLElement>('.tw-Mention')];
    expect(found.map(each => [each.textContent, each.dataset.me])).toEqual([
      ['@Ana', 'true'],
      ['@Bo', 'false'],
      ['@Ana', 'true']
    ]);
    expect(root.textContent).toBe('@Ana and @Bo, @Ana!');
  });

  it('leave everything else as it was, whatever a name holds', () => {
    const hostile = '<b>x</b>';
    const root = rendered('');
    root.append(`hi @${hostile} and @A.a @Aba`);
    markMentions(root, [{ name: hostile, me: false }, { name: 'A.a', me: false }, { name: '', me: false }]);
    expect(root.querySelector('b')).toBeNull();
    expect(root.textContent).toBe(`hi @${hostile} and @A.a @Aba`);
    expect([...root.children].map(each => each.textContent)).toEqual([`@${hostile}`, '@A.a']);
  });

  it('are finished by a space behind a whole name, though a longer one begins so', () => {
    expect(namesFor('ana', ['Ana', 'Ana 2'])).toEqual(['Ana', 'Ana 2']);
    expect(namesFor('ana ', ['Ana', 'Ana 2'])).toEqual([]);
    expect(namesFor('eva ', ['Eva Müller'])).toEqual(['Eva Müller']);
  });

  it('are not marked in code and addresses, and no name is a pattern', () => {
    expect(marks('<code>@Ana</code> <em>@Ana</em> <a>x.org/@Ana</a> <pre><span>@Ana</span></pre>', 'Ana')).toHaveLength(1);
    expect(marks('@A.a @Aba', 'A.a', '')).toEqual(['@A.a']);
  });
});
