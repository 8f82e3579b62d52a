// @vitest-environment jsdom
import { act } from 'react';
import { describe, expect, it, vi } from 'vitest';

import {
  button,
  clicks,
  confirm,
  does,
  EVIL,
  member,
  notify,
  open,
  opens,
  passes,
  place,
  rendered,
  room,
  sees,
  shows
} from './chatHarness';
import { hello, message, posted, ROOM, settled, TextSocket } from './fakeRoom';

describe('what was said', () => {
  it('is shown as text, whatever is in it, also in names and quotes', async () => {
    room.answers.set('GET /members', () => [200, { items: [member('ana', 'Ana'), member('bo', EVIL)], next: null }]);
    await shows([message(3, EVIL), message(4, 'no', { reply_to: 'm3' })]);
    expect(place.querySelectorAll('img, script')).toHaveLength(0);
    expect(place.querySelector('.markdown')?.textContent).toBe(EVIL);
    expect(place.querySelector('.tw-Message-author')?.textContent).toBe(EVIL);
    expect(place.querySelector('.tw-Quote')?.textContent).toContain(EVIL);
  });

  it('is cut gracefully where there is little room', async () => {
    await shows([message(3, '😀'.repeat(10_000)), message(4, 'wow', { reply_to: 'm3' })]);
    expect(place.querySelector('.tw-Quote')?.textContent).toBe(`Bo: ${'😀'.repeat(120)}…`);
  });

  it('names those whose words came with an archive', async () => {
    await shows([message(3, 'hi', { author: ':imported:Ada' }), message(4, 'yes', { reply_to: 'm3' })]);
    expect(place.querySelector('.tw-Message-author')?.textContent).toBe('Ada (imported)');
    expect(place.querySelector('.tw-Quote')?.textContent).toBe('Ada (imported): hi');
  });

  it('tells what is deleted, edited, answered, and who is called', async () => {
    await shows([
      message(3, '', { deleted: true }),
      message(4, 'hey @Ana', { mentions: ['ana'], edited_at: '2026-01-01T11:00:00Z' }),
      message(5, 'you', { reply_to: 'm3' })
    ]);
    expect(place.textContent).toContain('This message was deleted.');
    expect(place.querySelector('[data-called="true"]')?.textContent).toContain('hey @Ana');
    expect(place.querySelector('.tw-Mention[data-me="true"]')?.textContent).toBe('@Ana');
    expect(place.querySelector('[data-called="true"]')?.textContent).toContain('edited');
    expect(place.querySelector('.tw-Quote')?.textContent).toBe('a deleted message');
  });

  it('leads to the program', async () => {
    await shows([message(3, 'here', { anchor: { document: 'd1', line: 12, end_line: 14 } })]);
    await clicks('maze.logo:12-14');
    expect(open).toHaveBeenCalledWith('club/maze.logo', { line: 12, endLine: 14 });
  });

  it('has a line where reading goes on, which new messages do not move', async () => {
    await shows([message(3, 'old'), message(5, 'new'), message(6, 'newer')], hello({ read: 4, unread: 2 }));
    const line = (): string | null | undefined =>
      place.querySelector('.tw-Chat-unread')?.parentElement?.querySelector('.markdown')?.textContent;
    expect(line()).toBe('new');
    await act(async () => {
      TextSocket.last.tell({ type: 'chat.read', seq: null, username: 'ana', read: 6 });
      TextSocket.last.tell(posted(message(9, 'newest')));
      await settled();
    });
    expect(line()).toBe('new');
  });

  it('is read back to that line, and not marked as read before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(HTMLElement.prototype, 'offsetParent', 'get').mockReturnValue(document.body);
    vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    const all = Array.from({ length: 250 }, (_each, index) => message(index + 1, `m${index + 1}`, { created_at: ROOM.created_at }));
    let broken = true;
    room.answers.set('GET /messages', (_body, query) => {
      const before = Number(query.get('before') ?? 251);
      if (query.has('before') && broken) {
        return [503, { error: { code: 'storage_failed', message: 'Not yet.', reason: '' } }];
      }
      const items = all.slice(Math.max(0, before - 1 - 100), before - 1);
      return [200, { items, next: items[0] === all[0] ? null : (items[0]?.seq ?? null) }];
    });
    room.answers.set('PUT /read', body => [200, { seq: (body as { seq: number }).seq, unread: 0 }]);
    const line = (): string | null | undefined =>
      place.querySelector('.tw-Chat-unread')?.parentElement?.querySelector('.markdown')?.textContent;
    const session = room.enter(localStorage, hello({ read: 12, unread: 238 }));
    await rendered(session);
    await passes(1_000);
    expect([session.chat.store.getState().problem, line(), room.of('PUT /read')]).toEqual(['Not yet.', undefined, []]);
    broken = false;
    await clicks('Try again');
    await passes(1_000);
    expect([line(), room.of('PUT /read')]).toEqual(['m13', [{ seq: 250 }]]);
  });

  it('is opened anew by who comes back to something new', async () => {
    vi.spyOn(HTMLElement.prototype, 'offsetParent', 'get').mockReturnValue(document.body);
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(true);
    room.answers.set('PUT /read', body => [200, { seq: (body as { seq: number }).seq, unread: 0 }]);
    await shows([message(3, 'old'), message(5, 'new')], hello({ read: 4, unread: 1 }));
    const line = (): string | null | undefined =>
      place.querySelector('.tw-Chat-unread')?.parentElement?.querySelector('.markdown')?.textContent;
    await sees(() => {
      expect([line(), room.of('PUT /read')]).toEqual(['new', [{ seq: 5 }]]);
    });
    focus.mockReturnValue(false);
    await does(() => {
      window.dispatchEvent(new Event('blur'));
      TextSocket.last.tell(posted(message(9, 'while away')));
    });
    expect(line()).toBe('new');
    focus.mockReturnValue(true);
    await does(() => {
      window.dispatchEvent(new Event('focus'));
    });
    await sees(() => {
      expect([line(), room.of('PUT /read')]).toEqual(['while away', [{ seq: 5 }, { seq: 9 }]]);
    });
  });

  it('has no such line where all was read', async () => {
    await shows([message(3, 'old')], hello({ read: 4, unread: 0 }));
    await act(async () => {
      TextSocket.last.tell(posted(message(9, 'new')));
      await settled();
    });
    expect(place.textContent).toContain('new');
    expect(place.querySelector('.tw-Chat-unread')).toBeNull();
  });

  it('is marked as read when the window is looked at, and only then', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    vi.spyOn(HTMLElement.prototype, 'offsetParent', 'get').mockReturnValue(document.body);
    const focus = vi.spyOn(document, 'hasFocus').mockReturnValue(false);
    room.answers.set('PUT /read', () => [200, { seq: 5, unread: 0 }]);
    const session = await shows([message(5, 'new')], hello({ read: 4, unread: 1 }));
    await passes(1_000);
    expect(room.of('PUT /read')).toEqual([]);
    focus.mockReturnValue(true);
    window.dispatchEvent(new Event('focus'));
    await passes(1_000);
    expect(room.of('PUT /read')).toEqual([{ seq: 5 }]);
    vi.useRealTimers();
    await sees(() => { expect(session.store.getState().unread).toBe(0); });
  });

  it('can be deleted by its author after a question', async () => {
    room.answers.set('DELETE /messages/m3', () => [204, null]);
    await shows([message(3, 'oops', { author: 'ana' })], hello({ role: 'editor' }));
    await clicks('Delete');
    expect(confirm).toHaveBeenCalledOnce();
    expect(room.of('DELETE /messages/m3')).toHaveLength(1);
  });

  it('cannot be changed by others', async () => {
    await shows([message(3, 'mine')], hello({ role: 'editor' }));
    expect(() => button('Delete')).toThrow();
    expect(() => button('Edit')).toThrow();
    button('Reply');
  });

  it('says that there is nothing', async () => {
    await shows([]);
    expect(place.textContent).toContain('Nobody has said anything yet.');
  });

  it('says why it cannot be read, and is read when one tries again', async () => {
    const session = await shows([message(3, 'here after all')]);
    room.answers.set('GET /messages', () => [503, { error: { code: 'storage_failed', message: 'The store failed.', reason: '' } }]);
    await act(async () => {
      TextSocket.last.tell(hello({ resumed: false }));
      await settled();
    });
    await sees(() => { expect(place.querySelector('[role="alert"]')?.textContent).toContain('The store failed.'); });
    room.answers.set('GET /messages', () => [200, { items: [message(8, 'and now')], next: null }]);
    await clicks('Try again');
    await sees(() => { expect(place.querySelector('.markdown')?.textContent).toBe('and now'); });
    expect(session.chat.store.getState().problem).toBe('');
  });
});

describe('finding', () => {
  async function searches(text: string): Promise<void> {
    const input = place.querySelector('input');
    await act(async () => {
      Object.getOwnPropertyDescriptor(HTMLInputElement.prototype, 'value')?.set?.call(input, text);
      input?.dispatchEvent(new Event('input', { bubbles: true }));
      await settled();
    });
  }

  it('asks once when one stops typing, newest first, and goes to what is chosen', async () => {
    await shows([message(3, 'apple tree'), message(4, 'pear'), message(5, 'apple pie')]);
    const asked: (string | null)[] = [];
    room.answers.set('GET /messages', (_body, query) => {
      asked.push(query.get('q'));
      return [200, { items: [message(3, 'apple tree'), message(5, 'apple pie')], next: null }];
    });
    await clicks('Search');
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
    await searches('app');
    await passes(249);
    await searches('apple');
    await passes(249);
    expect(asked).toEqual([]);
    await passes(1);
    vi.useRealTimers();
    await sees(() => { expect(place.textContent).toContain('2 messages found'); });
    expect(asked).toEqual(['apple']);
    const found = [...place.querySelectorAll<HTMLElement>('.tw-Item')];
    expect(found.map(each => each.textContent)).toEqual([
      expect.stringContaining('apple pie'),
      expect.stringContaining('apple tree')
    ]);
    await act(async () => {
      found[1]?.click();
      await settled();
    });
    await sees(() => {
      expect(place.querySelector('[data-focused="true"]')?.textContent).toContain('apple tree');
    });
    expect(document.activeElement?.textContent).toContain('apple tree');
  });

  it('is left with Escape', async () => {
    await shows([message(3, 'a')]);
    await clicks('Search');
    await act(async () => {
      place.querySelector('input')?.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape', bubbles: true }));
      await settled();
    });
    expect(place.querySelector('input')).toBeNull();
    expect(document.activeElement).toBe(button('Search'));
  });

  it('reads older ones until what a message answers is here, and says where it is not', async () => {
    room.answers.set('GET /messages', (_body, query) =>
      query.has('before')
        ? [200, { items: [message(3, 'the question')], next: null }]
        : [200, { items: [message(8, 'the answer', { reply_to: 'm3' }), message(9, 'lost', { reply_to: 'm0' })], next: 8 }]
    );
    await opens();
    expect(place.textContent).not.toContain('the question');
    const quotes = (): HTMLElement[] => [...place.querySelectorAll<HTMLElement>('.tw-Quote')];
    expect(quotes().map(each => each.textContent)).toEqual(['an earlier message', 'an earlier message']);
    await act(async () => {
      quotes()[0]?.click();
      await settled();
    });
    await sees(() => {
      expect(place.querySelector('[data-focused="true"]')?.textContent).toContain('the question');
    });
    await act(async () => {
      quotes()[1]?.click();
      await settled();
    });
    expect(notify).toHaveBeenCalledWith({ kind: 'info', text: 'This message is not there any longer.' });
  });
});
