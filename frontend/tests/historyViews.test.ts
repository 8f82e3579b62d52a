// @vitest-environment jsdom
import { createElement } from 'react';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Step } from '../src/core/records';
import { HistoryPanel } from '../src/ui/history/HistoryPanel';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { hello, TextSocket } from './fakeRoom';
import { chooses, clicks, does, enters, EVIL, place, room, sees, shows } from './historyHarness';

const REVISIONS = 'GET /documents/d1/revisions';

function step(seq: number, author: string, offset: number, removed: number, inserted: string): Step {
  return { seq, author, at: '2026-01-01T10:00:00Z', changes: [{ offset, removed, inserted }] };
}

const STEPS = [step(2, 'ana', 0, 0, 'fd 1\n'), step(5, 'bo', 3, 1, '😀'), step(7, 'ana', 6, 0, EVIL)];

beforeEach(() => {
  room.answers.set(REVISIONS, (_body, query) => [
    200,
    { items: query.get('detail') === 'steps' ? STEPS : [], next: null }
  ]);
});

async function opens(): Promise<void> {
  await shows(createElement(HistoryPanel, { session: await enters(), document: 'd1', sidebar: createSidebarStore() }));
}

describe('playing back', () => {
  const authored = (): string => place.querySelector('.tw-Authored')?.textContent ?? '';
  const slider = (): HTMLInputElement | null => place.querySelector('input[type="range"]');

  it('does not move by itself, and shows any moment with its authors, hostile text as text', async () => {
    await opens();
    await clicks('Play back');
    await sees(() => {
      expect(slider()?.max).toBe('3');
    });
    expect([slider()?.value, slider()?.getAttribute('aria-valuetext'), authored()]).toEqual(['0', 'The beginning', '']);
    await chooses('Place in the history', '2');
    expect(authored()).toBe('fd 😀\n');
    expect(slider()?.getAttribute('aria-valuetext')).toMatch(/^Bo, .*2026/u);
    await chooses('Place in the history', '3');
    expect(authored()).toBe(`fd 😀\n${EVIL}`);
    expect(place.querySelectorAll('img, script')).toHaveLength(0);
    const parts = [...place.querySelectorAll<HTMLElement>('[data-author]')];
    expect(parts.map(each => [each.title, each.textContent])).toEqual([['Ana', 'fd '], ['Bo', '😀'], ['Ana', EVIL]]);
    expect([...place.querySelectorAll('.tw-Legend bdi')].map(each => each.textContent)).toEqual(['Ana', 'Bo']);
    await chooses('Place in the history', '1');
    expect(authored()).toBe('fd 1\n');
  });

  it('plays with the frames of the screen until it is stopped', async () => {
    let frame: FrameRequestCallback | null = null;
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => {
      frame = callback;
      return 1;
    });
    vi.stubGlobal('cancelAnimationFrame', () => {
      frame = null;
    });
    const passes = (now: number): Promise<void> => does(() => frame?.(now));
    await opens();
    await clicks('Play back');
    expect(frame).toBeNull();
    await chooses('Speed', '4');
    await clicks('Play');
    await passes(1000);
    await passes(1040); // 4 × 8 edits a second
    expect(slider()?.value).toBe('1');
    await clicks('Pause');
    expect(frame).toBeNull();
    await clicks('Play');
    await passes(5000);
    await passes(5200);
    expect(slider()?.value).toBe('3');
    expect(frame).toBeNull();
  });

  it('has only the lines in the page that can be seen', async () => {
    const long = Array.from({ length: 5000 }, (_none, i) => `line ${i}\n`).join('');
    room.answers.set(REVISIONS, () => [200, { items: [step(2, 'ana', 0, 0, long)], next: null }]);
    await opens();
    await clicks('Play back');
    await chooses('Place in the history', '1');
    const pre = place.querySelector<HTMLElement>('.tw-Authored');
    if (!pre) {
      throw new Error('there is no text');
    }
    expect(pre.querySelectorAll('[data-author]').length).toBeLessThan(100);
    expect(authored()).toContain('line 0\n');
    Object.defineProperty(pre, 'clientHeight', { value: 360 }); // jsdom has no layout
    await does(() => {
      pre.scrollTop = 18 * 3000;
      pre.dispatchEvent(new Event('scroll'));
    });
    expect(authored()).toContain('line 3000\n');
    expect(authored()).not.toContain('line 0\n');
    expect(pre.querySelectorAll('[data-author]').length).toBeLessThan(110);
    const spaces = [...pre.querySelectorAll<HTMLElement>('.tw-Lines-space')].map(each => parseFloat(each.style.height));
    expect(spaces.reduce((sum, each) => sum + each / 18, 0) + pre.querySelectorAll('[data-author]').length).toBe(5001);
  });
});

describe('two who write far from each other', () => {
  const long = Array.from({ length: 5000 }, (_none, i) => `line ${i}\n`).join('');
  const FAR = long.indexOf('line 4000\n');
  const both = [0, FAR + 1, 1, FAR + 3].map((offset, i) => step(3 + i, i % 2 === 0 ? 'ana' : 'bo', offset, 0, '*'));
  let tick: FrameRequestCallback | null = null;
  let now = 1000;

  beforeEach(async () => {
    vi.stubGlobal('requestAnimationFrame', (callback: FrameRequestCallback) => {
      tick = callback;
      return 1;
    });
    vi.spyOn(performance, 'now').mockImplementation(() => now);
    vi.spyOn(HTMLElement.prototype, 'clientHeight', 'get').mockReturnValue(360); // jsdom has no layout
    const steps = [step(2, 'ana', 0, 0, long), ...both];
    room.answers.set(REVISIONS, (_body, query) => [200, { items: query.get('detail') === 'steps' ? steps : [], next: null }]);
    await opens();
    await clicks('Play back');
  });

  const shown = (): string => place.querySelector('.tw-Authored')?.textContent ?? '';
  const at = (): number => Math.round((place.querySelector('.tw-Authored')?.scrollTop ?? 0) / 18);

  it('are found by the slider, whose page is never empty', async () => {
    await chooses('Place in the history', '3');
    expect([at() > 3900, shown().includes('*line 4000\n')]).toEqual([true, true]);
    await chooses('Place in the history', '2');
    expect([at() < 50, shown().includes('*line 0\n')]).toEqual([true, true]);
  });

  it('are not both run after in the film, which ends where the last one wrote', async () => {
    await chooses('Place in the history', '2');
    await clicks('Play');
    const places: number[] = [];
    await does(() => tick?.(now)); // the clock of the film begins
    for (const passes of [125, 125, 125]) {
      now += passes;
      await does(() => tick?.(now));
      places.push(at());
    }
    expect(places[0]).toBe(places[1]);
    expect(at()).toBeGreaterThan(3900);
  });
});

describe('who wrote this', () => {
  const problem = (): string => place.querySelector('[role="alert"]')?.textContent ?? '';
  const authors = (content: string): void => {
    room.answers.set('GET /documents/d1/revisions/9', () => [200, { seq: 9, author: 'ana', at: '', content }]);
    room.answers.set('GET /documents/d1/authors', () => [
      200,
      {
        seq: 9,
        spans: [{ author: 'ana', offset: 0, length: 3 }, { author: 'bo', offset: 3, length: content.length - 3 }],
        totals: [
          { author: 'ana', remaining: 3, typed: 8, deleted: 1, active_seconds: 90 },
          { author: 'bo', remaining: 9, typed: 9, deleted: 0, active_seconds: 20 }
        ]
      }
    ]);
  };
  const rows = (): (string | null)[][] =>
    [...place.querySelectorAll('.tw-Shares tbody tr')].map(row => [
      row.querySelector('bdi')?.textContent ?? null,
      ...[...row.querySelectorAll('td')].map(each => each.textContent)
    ]);

  it('is a table, and the text in parts whose offsets count UTF-16 units', async () => {
    authors('a😀b<b>x</b>');
    await opens();
    await clicks('Who wrote this');
    await sees(() => {
      expect(rows()).toEqual([['Bo', '75 % (9)', '9', '0', '0'], ['Ana', '25 % (3)', '8', '1', '2']]);
    });
    const parts = [...place.querySelectorAll<HTMLElement>('[data-author]')];
    expect(parts.map(each => [each.title, each.textContent])).toEqual([['Ana', 'a😀'], ['Bo', 'b<b>x</b>']]);
  });

  it('is read again when something was written', async () => {
    authors('abcd');
    await opens();
    await clicks('Who wrote this');
    authors('abcde');
    await does(() => {
      TextSocket.last.tell(hello({ resumed: false }));
    });
    await sees(() => {
      expect(place.querySelector('.tw-Authored')?.textContent).toBe('abcde');
    });
  });

  it('tells what went wrong, and tries again', async () => {
    room.answers.set('GET /documents/d1/authors', () => [503, { error: { code: 'busy', message: 'Too many.', reason: '' } }]);
    await opens();
    await clicks('Who wrote this');
    await sees(() => {
      expect(problem()).toContain('Too many.');
    });
    authors('abcd');
    await clicks('Try again');
    await sees(() => {
      expect([problem(), rows().length]).toEqual(['', 2]);
    });
  });
});
