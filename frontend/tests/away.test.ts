// @vitest-environment jsdom
import { nullTranslator } from '@jupyterlab/translation';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Away, AWAY_MS, TICK_MS } from '../src/lab/away/away';
import { newsOfOthers } from '../src/lab/away/highlight';
import { LastSeen } from '../src/lab/away/lastSeen';
import type { Revision } from '../src/core/records';
import { versionSeen } from '../src/core/versionSeen';
import type { Edited } from '../src/lab/sidebar/editing';

const BEFORE = 'FORWARD 10\n';
const AFTER = 'PENUP\nFORWARD 10\nRIGHT 90\nBACK 5\n';
const SPANS = [
  { author: 'bo', offset: 0, length: 6 },
  { author: 'ana', offset: 6, length: 11 },
  { author: 'bo', offset: 17, length: 9 },
  { author: 'ana', offset: 26, length: 7 }
];

function makeShelf(): Storage {
  const kept = new Map<string, string>();
  return {
    getItem: (key: string) => kept.get(key) ?? null,
    setItem: (key: string, value: string) => void kept.set(key, value),
    removeItem: (key: string) => void kept.delete(key)
  } as unknown as Storage;
}

describe('what was seen last', () => {
  it('is kept by program, the newest of many, and not where it is too long', () => {
    const shelf = makeShelf();
    const seen = new LastSeen(shelf, () => 'key');
    for (let number = 0; number < 30; number++) {
      seen.keep(`d${String(number)}`, { text: `text ${String(number)}`, at: number });
    }
    expect(seen.of('d29')).toEqual({ text: 'text 29', at: 29 });
    expect(seen.of('d10')).toEqual({ text: 'text 10', at: 10 });
    expect(seen.of('d9')).toBeNull();
    seen.keep('d29', { text: 'x'.repeat(60_000), at: 40 });
    expect(seen.of('d29')).toBeNull();
  });

  it('is unknown where something else is written there, or nothing can be', () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    const shelf = makeShelf();
    for (const rubbish of ['x', '3', '[3, ["d1"]]', '{"d1": 4}']) {
      shelf.setItem('key', rubbish);
      expect(new LastSeen(shelf, () => 'key').of('d1')).toBeNull();
    }
    const full = makeShelf();
    full.setItem = () => {
      throw new Error('full');
    };
    new LastSeen(full, () => 'key').keep('d1', { text: '', at: 1 });
    expect(new LastSeen(null, () => 'key').of('d1')).toBeNull();
    vi.restoreAllMocks();
  });
});

describe('who comes back', () => {
  let view: EditorView;
  let seen: LastSeen;
  let present: boolean;
  const api = { authors: vi.fn(), version: vi.fn(), revisions: vi.fn() };
  const compare = vi.fn();

  beforeEach(() => {
    vi.useFakeTimers();
    vi.setSystemTime(10 * AWAY_MS);
    seen = new LastSeen(makeShelf(), () => 'key');
    present = true;
    api.authors.mockResolvedValue({ seq: 3, spans: SPANS, totals: [] });
    api.version.mockResolvedValue({ seq: 3, author: 'bo', at: '', content: AFTER });
    view = new EditorView({
      state: EditorState.create({ doc: AFTER, extensions: newsOfOthers(nullTranslator.load(''), compare) }),
      parent: document.body
    });
  });

  afterEach(() => {
    view.destroy();
    vi.useRealTimers();
    vi.clearAllMocks();
  });

  it('is told which lines others have changed, and not which one has changed oneself', async () => {
    seen.keep('d1', { text: BEFORE, at: 0 });
    await comes();
    expect(marked()).toEqual(['PENUP', 'RIGHT 90']);
    expect(told()).toContain('While you were away, 2 lines were changed by Bo.');
    expect(seen.of('d1')?.text).toBe(AFTER);
    press('Next change');
    expect(view.state.doc.lineAt(view.state.selection.main.head).text).toBe('RIGHT 90');
    press('Compare');
    expect(compare).toHaveBeenCalledWith({ text: BEFORE, at: 0 });
  });

  it('reads it until one types oneself; others may go on', async () => {
    seen.keep('d1', { text: BEFORE, at: 0 });
    await comes();
    view.dispatch({ changes: { from: 0, insert: 'HOME\n' } });
    expect(marked()).toEqual(['PENUP', 'RIGHT 90']);
    view.dispatch({ changes: { from: 0, insert: 'x' }, userEvent: 'input.type' });
    expect(marked()).toEqual([]);
    expect(told()).toBe('');
  });

  describe('and something is gone', () => {
    const GONE = 'PENUP\nFORWARD 10\nRIGHT 90\nLEFT 5\nHOME\n';
    const revision = (author: string, removed: number, at = AWAY_MS): Revision => {
      const time = new Date(at).toISOString();
      return { seq: 9, first_seq: 8, author, started_at: time, ended_at: time, added: 0, removed };
    };

    async function sees(now: string, ...revisions: Revision[]): Promise<void> {
      view.dispatch({ changes: { from: 0, to: view.state.doc.length, insert: now } });
      api.revisions.mockResolvedValue({ items: revisions, next: null });
      api.version.mockResolvedValue({ seq: 3, author: 'bo', at: '', content: now });
      api.authors.mockResolvedValue({ seq: 3, spans: [{ author: 'ana', offset: 0, length: now.length }], totals: [] });
      seen.keep('d1', { text: GONE, at: 1 });
      await comes();
    }

    it('is told how many lines, and by whom', async () => {
      await sees('PENUP\nHOME\n', revision('bo', 25));
      expect(told()).toContain('While you were away, 3 lines were deleted by Bo.');
      expect(marked()).toEqual([]);
      expect([...view.dom.querySelectorAll('.tw-Gone')].map(each => each.textContent)).toEqual(['HOME']);
      press('Next change');
      expect(view.state.doc.lineAt(view.state.selection.main.head).text).toBe('HOME');
    });

    it('is not told who where that is not known, nor of what one has deleted oneself elsewhere', async () => {
      await sees('PENUP\nHOME\n', revision('bo', 25, 0), revision('cy', 0));
      expect(told()).toContain('While you were away, 3 lines were deleted.');
      press('Close');
      await sees('PENUP\nHOME\n', revision('ana', 25));
      expect(told()).toBe('');
    });

    it('is told of a line that lost a part as of one that was changed', async () => {
      await sees('PENUP\nFORWARD\nRIGHT 90\nLEFT 5\nHOME\n', revision('bo', 3));
      expect(told()).toContain('While you were away, 1 line was changed by Bo.');
      expect(marked()).toEqual(['FORWARD']);
    });
  });

  it('can close it', async () => {
    seen.keep('d1', { text: BEFORE, at: 0 });
    await comes();
    press('Close');
    expect(marked()).toEqual([]);
  });

  it('is told nothing after a moment, at the first time, or where nothing is new', async () => {
    await comes();
    seen.keep('d1', { text: BEFORE, at: Date.now() - AWAY_MS + 1000 });
    await comes();
    seen.keep('d1', { text: AFTER, at: 0 });
    await comes();
    expect(told()).toBe('');
    expect(api.authors).not.toHaveBeenCalled();
  });

  it('has been away as well where the tab was left open', async () => {
    view.dispatch({ changes: { from: 0, to: AFTER.length, insert: BEFORE } });
    await comes();
    present = false;
    view.dispatch({ changes: { from: 0, to: BEFORE.length, insert: AFTER } });
    await vi.advanceTimersByTimeAsync(AWAY_MS);
    expect(told()).toBe('');
    present = true;
    await vi.advanceTimersByTimeAsync(TICK_MS);
    expect(marked()).toEqual(['PENUP', 'RIGHT 90']);
  });

  it('is told later where it cannot be read now', async () => {
    vi.spyOn(console, 'warn').mockReturnValue();
    api.authors.mockRejectedValueOnce(new Error('busy'));
    seen.keep('d1', { text: BEFORE, at: 0 });
    await comes();
    expect(told()).toBe('');
    await vi.advanceTimersByTimeAsync(TICK_MS);
    expect(marked()).toEqual(['PENUP', 'RIGHT 90']);
    vi.restoreAllMocks();
  });

  async function comes(): Promise<void> {
    const edited = { editor: { editor: view, isDisposed: false }, room: { id: 'r1' }, document: 'd1' };
    new Away(edited as unknown as Edited, {
      api,
      seen,
      me: () => 'ana',
      nameOf: author => (author === 'bo' ? 'Bo' : author),
      isPresent: () => present
    });
    await vi.advanceTimersByTimeAsync(0);
  }

  const marked = (): (string | null)[] => [...view.dom.querySelectorAll('.tw-New')].map(each => each.textContent);
  const told = (): string => view.dom.querySelector('.tw-News')?.textContent ?? '';

  function press(label: string): void {
    const buttons = [...view.dom.querySelectorAll<HTMLButtonElement>('.tw-News button')];
    buttons.find(({ textContent }) => textContent === label)?.click();
  }
});

describe('the version that was seen', () => {
  const times = [50, 40, 30, 20, 10];
  const items = times.map(at => ({ seq: at, ended_at: new Date(at * 1000).toISOString() }) as Revision);
  const api = {
    revisions: () => Promise.resolve({ items, next: null }),
    version: (_room: string, _document: string, seq: number) =>
      Promise.resolve({ seq, author: '', at: '', content: `text ${String(seq)}` })
  };
  const found = async (text: string, at: number): Promise<number | undefined> =>
    (await versionSeen(api, 'r1', 'd1', { text, at: at * 1000 }))?.seq;

  it('is the one of its text, also by a clock that is wrong, or else the last of its time', async () => {
    expect(await found('text 30', 33)).toBe(30);
    expect(await found('text 30', 44)).toBe(30);
    expect(await found('text 30', 12)).toBe(30);
    expect(await found('between two', 33)).toBe(30);
    expect(await found('before all', 3)).toBe(10);
  });

  it('may not be there', async () => {
    const none = { ...api, revisions: () => Promise.resolve({ items: [], next: null }) };
    expect(await versionSeen(none, 'r1', 'd1', { text: '', at: 1 })).toBeNull();
  });
});
