// @vitest-environment jsdom
import { EditorState } from '@codemirror/state';
import { EditorView } from '@codemirror/view';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { AuthorStrip } from '../src/lab/authorship/authorship';
import { changesBetween, newOfOthers, ownedAfter } from '../src/lab/authorship/owned';
import type { Edited } from '../src/lab/sidebar/editing';

const TEXT = 'FORWARD 10\nRIGHT 90\n';
const SPANS = [
  { author: 'ana', offset: 0, length: 11 },
  { author: 'bo', offset: 11, length: 9 }
];
const LOOKS: Record<string, { name: string; color: string }> = {
  ana: { name: 'Ana', color: 'rgb(1, 2, 3)' },
  bo: { name: 'Bo', color: 'rgb(4, 5, 6)' }
};

describe('whose each part is', () => {
  it('moves with the text, and what is new is nobody’s', () => {
    const now = 'FORWARD 100\nBACK 1\nRIGHT 90\n';
    const owned = ownedAfter(SPANS, changesBetween(TEXT, now));
    expect(owned.map(({ from, to, author }) => [author, now.slice(from, to)])).toEqual([
      ['ana', now.slice(0, owned[0]?.to)],
      ['bo', 'RIGHT 90\n']
    ]);
    expect(ownedAfter(SPANS, changesBetween(TEXT, ''))).toEqual([]);
  });

  it('tells what others have written since', () => {
    const before = 'RIGHT 90\n';
    const owned = [
      { from: 0, to: 11, author: 'ana' },
      { from: 11, to: 20, author: 'bo' }
    ];
    expect(newOfOthers(owned, before, TEXT, 'bo')).toEqual([{ from: 0, to: 11, author: 'ana' }]);
    expect(newOfOthers(owned, before, TEXT, 'ana')).toEqual([]);
    expect(newOfOthers(owned, TEXT, TEXT, 'bo')).toEqual([]);
  });
});

describe('the strip', () => {
  let view: EditorView;
  const api = { authors: vi.fn(), version: vi.fn() };

  beforeEach(() => {
    vi.useFakeTimers();
    view = new EditorView({ state: EditorState.create({ doc: TEXT }), parent: document.body });
    api.authors.mockResolvedValue({ seq: 3, spans: SPANS, totals: [] });
    api.version.mockResolvedValue({ seq: 3, author: 'bo', at: '', content: TEXT });
  });

  afterEach(() => {
    view.destroy();
    vi.useRealTimers();
    vi.clearAllMocks();
  });

  it('says who wrote each line, and goes again', async () => {
    const strip = make();
    strip.show(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toEqual(['Ana', 'Bo']);
    strip.show(false);
    expect(said()).toEqual([]);
  });

  it('moves with what is typed, and asks again after a while, once', async () => {
    make().show(true);
    await vi.advanceTimersByTimeAsync(0);
    view.dispatch({ changes: { from: 0, insert: 'PENUP\n' } });
    view.dispatch({ changes: { from: 0, insert: 'HOME\n' } });
    expect(said()).toEqual(['Ana', 'Bo']);
    expect(api.authors).toHaveBeenCalledOnce();
    api.authors.mockResolvedValue({ seq: 5, spans: [{ author: 'bo', offset: 0, length: 11 }], totals: [] });
    api.version.mockResolvedValue({ seq: 5, author: 'bo', at: '', content: view.state.doc.toString() });
    await vi.advanceTimersByTimeAsync(10_000);
    expect(said()).toEqual(['Bo', 'Bo']);
    expect(api.authors).toHaveBeenCalledTimes(2);
  });

  it('asks again for what was written while it was asking', async () => {
    let answer: (value: unknown) => void = () => undefined;
    api.authors.mockReturnValueOnce(new Promise(resolve => { answer = resolve; }));
    make().show(true);
    view.dispatch({ changes: { from: 0, insert: 'HOME\n' } });
    answer({ seq: 3, spans: SPANS, totals: [] });
    await vi.advanceTimersByTimeAsync(0);
    expect(api.authors).toHaveBeenCalledOnce();
    await vi.advanceTimersByTimeAsync(10_000);
    expect(api.authors).toHaveBeenCalledTimes(2);
  });

  it('asks nothing while it is hidden, and stays as it is where asking fails', async () => {
    const strip = make();
    view.dispatch({ changes: { from: 0, insert: 'HOME\n' } });
    await vi.advanceTimersByTimeAsync(20_000);
    expect(api.authors).not.toHaveBeenCalled();
    const warned = vi.spyOn(console, 'warn').mockReturnValue();
    api.authors.mockRejectedValue(new Error('busy'));
    strip.show(true);
    await vi.advanceTimersByTimeAsync(0);
    expect(said()).toEqual([]);
    expect(warned).toHaveBeenCalledOnce();
  });

  function make(): AuthorStrip {
    const editor = {
      editor: view,
      isDisposed: false,
      injectExtension: (extension: never) => {
        view.setState(EditorState.create({ doc: view.state.doc, extensions: extension }));
      }
    };
    const widget = { disposed: new Signal<object, void>({}) };
    const edited = { editor, widget, room: { id: 'r1' }, document: 'd1' } as unknown as Edited;
    const lookOf = (author: string) => LOOKS[author] ?? { name: author, color: '' };
    return new AuthorStrip(edited, { api, lookOf });
  }

  function said(): (string | null)[] {
    return [...view.dom.querySelectorAll('.tw-Author')].map(each => each.getAttribute('aria-label'));
  }
});
