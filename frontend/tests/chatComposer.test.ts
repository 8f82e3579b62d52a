// @vitest-environment jsdom
import { act } from 'react';
import { describe, expect, it } from 'vitest';

import { attach } from '../src/ui/chat/composerStore';
import { area, button, clicks, leaves, place, presses, rendered, room, sees, shows, types } from './chatHarness';
import { message, posted, settled, TextSocket } from './fakeRoom';

describe('writing', () => {
  it('sends with Enter, not with Shift, nor in the middle of a syllable', async () => {
    await shows([]);
    room.offline = true;
    await types('hello');
    await presses('Enter', { shiftKey: true });
    await presses('Enter', { isComposing: true });
    await presses('Enter', { keyCode: 229 });
    expect(place.querySelector('.tw-Waiting')).toBeNull();
    await presses('Enter');
    expect(place.querySelector('.tw-Waiting')?.textContent).toContain('hello');
    expect(area().value).toBe('');
  });

  it('keeps the draft, also while another message is edited', async () => {
    const session = await shows([message(3, 'first', { author: 'ana' })]);
    await presses('ArrowUp');
    expect(area().value).toBe('first');
    await presses('Escape');
    await types('half a thought');
    await clicks('Edit');
    await types('second');
    expect(session.chat.kept.draft).toBe('half a thought');
    room.answers.set('PATCH /messages/m3', body => [
      200,
      message(3, (body as { body: string }).body, { author: 'ana', edited_at: '2026-01-01T11:00:00Z' })
    ]);
    await presses('Enter');
    await sees(() => {
      expect(place.querySelector('.markdown')?.textContent).toBe('second');
    });
    expect(area().value).toBe('half a thought');
  });

  it('says why an edit is refused, and leaves its text', async () => {
    room.answers.set('PATCH /messages/m3', () => [409, { error: { code: 'message_deleted', message: 'It is gone.', reason: '' } }]);
    await shows([message(3, 'first', { author: 'ana' })]);
    await clicks('Edit');
    await types('second');
    await presses('Enter');
    await sees(() => {
      expect(place.querySelector('.tw-Composer [role="alert"]')?.textContent).toBe('It is gone.');
    });
    expect(area().value).toBe('second');
  });

  it('offers names behind an @', async () => {
    await shows([]);
    await types('hi @');
    const options = (): string[] => [...place.querySelectorAll('[role="option"]')].map(each => each.textContent);
    expect(options()).toEqual(['Bo', 'Eva Müller']);
    await presses('ArrowDown');
    const active = area().getAttribute('aria-activedescendant') ?? '';
    expect(document.getElementById(active)?.textContent).toBe('Eva Müller');
    await presses('Escape');
    expect(options()).toEqual([]);
    expect(area().getAttribute('aria-expanded')).toBe('false');
    await types('hi @mü');
    await presses('Tab');
    expect(area().value).toBe('hi @Eva Müller ');
  });

  it('says that one writes, not with each key', async () => {
    await shows([]);
    for (const text of ['a', 'ab', 'abc']) {
      await types(text);
    }
    expect(TextSocket.last.said.filter(each => (each as { type: string }).type === 'chat.typing')).toHaveLength(1);
  });

  it('brings answers and places along, and takes them back', async () => {
    const session = await shows([message(3, 'why?')]);
    room.offline = true;
    await clicks('Reply');
    expect(document.activeElement).toBe(area());
    await act(async () => {
      attach(session, { document: 'd1', line: 2, endLine: 3, text: 'FD 10' });
      await settled();
    });
    expect(place.textContent).toContain('Answer to Bo');
    expect(place.textContent).toContain('About maze.logo, lines 2 to 3');
    await types('so');
    await presses('Enter');
    expect(room.of('POST /messages')).toMatchObject([
      { body: 'so', reply_to: 'm3', anchor: { document: 'd1', line: 2, end_line: 3 } }
    ]);
    await clicks('Reply');
    await presses('Escape');
    expect(place.textContent).not.toContain('Answer to Bo');
  });

  it('takes the focus once for what was put into it, not whenever it is shown', async () => {
    const session = await shows([]);
    expect(document.activeElement).not.toBe(area());
    await leaves();
    attach(session, { document: 'd1', line: 2, endLine: 2, text: 'FD 10' });
    await rendered(session);
    expect(document.activeElement).toBe(area());
    await leaves();
    await rendered(session);
    expect(place.textContent).toContain('About maze.logo, line 2');
    expect(document.activeElement).not.toBe(area());
  });

  it('says how long a message may be before it is too long', async () => {
    await shows([]);
    await types('x'.repeat(19));
    expect(place.textContent).toContain('19 of 20 characters');
    await types('😀'.repeat(20));
    expect(button('Send').disabled).toBe(false);
    await types('x'.repeat(21));
    expect(button('Send').disabled).toBe(true);
    await presses('Enter');
    expect(area().value).toHaveLength(21);
  });

  it('shows why a message was refused, and lets it go', async () => {
    room.answers.set('POST /messages', () => [404, { error: { code: 'no_such_document', message: 'That program is gone.', reason: '' } }]);
    await shows([]);
    await types('look');
    await presses('Enter');
    await sees(() => {
      expect(place.querySelector('.tw-Waiting [role="alert"]')?.textContent).toContain('That program is gone.');
    });
    await clicks('Give up');
    expect(place.querySelector('.tw-Waiting')).toBeNull();
  });
});

describe('others', () => {
  it('are seen to write, until they have', async () => {
    await shows([]);
    const line = (): string | null | undefined => place.querySelector('[aria-live="polite"]')?.textContent;
    const typing = async (username: string): Promise<void> => {
      await act(async () => {
        TextSocket.last.tell({ type: 'chat.typing', seq: null, username });
        await settled();
      });
    };
    await typing('ana');
    expect(line()).toBe('');
    await typing('bo');
    expect(line()).toBe('Bo is writing…');
    await typing('cy');
    expect(line()).toBe('Bo and Eva Müller are writing…');
    await act(async () => {
      TextSocket.last.tell(posted(message(9, 'done')));
      await settled();
    });
    expect(line()).toBe('Eva Müller is writing…');
  });
});
