// @vitest-environment jsdom
import { nullTranslator } from '@jupyterlab/translation';
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { Away, AWAY_MS, TICK_MS } from '../src/lab/away/away';
import { newsOfOthers } from '../src/lab/away/highlight';
import { LastSeen } from '../src/lab/away/lastSeen';
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
  const api = { authors: vi.fn(), version: vi.fn() };
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
    expect(compare).toHaveBeenCalledOnce();
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
