/** Lines that others have changed, marked until one types, with a line above the text that says so. */

import type { Extension, Text, Transaction } from '@codemirror/state';
import { MapMode, RangeSet, StateEffect, StateField } from '@codemirror/state';
import type { Panel } from '@codemirror/view';
import { Decoration, EditorView, showPanel } from '@codemirror/view';
import type { TranslationBundle } from '@jupyterlab/translation';

import { isolatedNodes } from '../../ui/common/isolated';
import type { Owned } from '../authorship/owned';
import type { Cut } from './cuts';
import type { Seen } from './lastSeen';
import { sentence } from './sentence';

/** What others have done meanwhile. */
export interface News {
  parts: readonly Owned[];
  /** The names of those who wrote them. */
  names: readonly string[];
  /** What is gone, and the names of those who may have deleted it. */
  cuts: readonly Cut[];
  deletedBy: readonly string[];
  /** What the person had seen before. */
  seen: Seen;
}

/** Show what is new; null takes it away. */
export const setNews = StateEffect.define<News | null>();

interface Shown {
  news: News;
  /** Where the changed lines begin. */
  starts: readonly number[];
  /** Where the lines begin before which others are gone. */
  gaps: readonly number[];
}

const LINE = Decoration.line({ class: 'tw-New' });
const GAP = Decoration.line({ class: 'tw-Gone' });

/** A line that stayed without some of its characters is a changed one. */
function shownOf(text: Text, news: News): Shown {
  const within = news.cuts.filter(({ lines }) => lines === 0).map(({ at }) => ({ from: at, to: at, author: '' }));
  const gaps = news.cuts.filter(({ lines }) => lines > 0).map(({ at }) => text.lineAt(Math.min(at, text.length)).from);
  return { news, starts: startsOf(text, [...news.parts, ...within]), gaps: [...new Set(gaps)] };
}

/** All places, in order; a line may be changed and have a gap before it. */
function marksOf({ starts, gaps }: Shown): RangeSet<Decoration> {
  const ranges = [...starts.map(start => LINE.range(start)), ...gaps.map(gap => GAP.range(gap))];
  return RangeSet.of(ranges, true);
}

function startsOf(text: Text, parts: readonly Owned[]): number[] {
  const starts = new Set<number>();
  for (const { from, to } of parts) {
    const last = text.lineAt(Math.max(from, Math.min(to, text.length) - 1)).number;
    for (let number = text.lineAt(Math.min(from, text.length)).number; number <= last; number++) {
      starts.add(text.line(number).from);
    }
  }
  return [...starts].sort((one, other) => one - other);
}

/** What is written before a line moves it; a line that is deleted is no longer marked. */
function moved(starts: readonly number[], { changes, newDoc }: Transaction): number[] {
  const now = starts.flatMap(start => changes.mapPos(start, 1, MapMode.TrackAfter) ?? []);
  return [...new Set(now.map(start => newDoc.lineAt(start).from))];
}

/** The marks and the line above; typing oneself ends them, others' typing does not. */
export function newsOfOthers(trans: TranslationBundle, compare: (seen: Seen) => void): Extension {
  const shown: StateField<Shown | null> = StateField.define<Shown | null>({
    create: () => null,
    update(value, transaction) {
      for (const effect of transaction.effects) {
        if (effect.is(setNews)) {
          return effect.value && shownOf(transaction.newDoc, effect.value);
        }
      }
      if (value === null || !transaction.docChanged) {
        return value;
      }
      return transaction.isUserEvent('input') || transaction.isUserEvent('delete')
        ? null
        : { ...value, starts: moved(value.starts, transaction), gaps: moved(value.gaps, transaction) };
    },
    provide: field => [
      EditorView.decorations.from(field, value => (value ? marksOf(value) : RangeSet.empty)),
      showPanel.from(field, value => (value ? view => makePanel(view, value, field, trans, compare) : null))
    ]
  });
  return shown;
}

function makePanel(
  view: EditorView,
  shown: Shown,
  field: StateField<Shown | null>,
  trans: TranslationBundle,
  compare: (seen: Seen) => void
): Panel {
  const dom = document.createElement('div');
  dom.className = 'tw-News';
  dom.setAttribute('role', 'status');
  const words = document.createElement('span');
  const { names, cuts, deletedBy, seen } = shown.news;
  const deleted = cuts.reduce((sum, { lines }) => sum + lines, 0);
  const told = sentence({ changed: shown.starts.length, changedBy: names, deleted, deletedBy }, trans);
  words.replaceChildren(...isolatedNodes(told));
  const next = (): void => {
    const { starts = [], gaps = [] } = view.state.field(field) ?? {};
    goToNext(view, [...starts, ...gaps].sort((one, other) => one - other));
  };
  const close = (): void => {
    view.dispatch({ effects: setNews.of(null) });
    view.focus();
  };
  const actions: [string, () => void][] = [
    [trans.__('Next change'), next],
    [trans.__('Compare'), () => { compare(seen); }],
    [trans.__('Close'), close]
  ];
  dom.append(words, ...actions.map(([label, run]) => makeButton(label, run)));
  return { dom, top: true };
}

/** The caret goes to the next marked line, from the last one to the first. */
function goToNext(view: EditorView, starts: readonly number[]): void {
  const here = view.state.selection.main.head;
  const at = starts.find(start => start > here) ?? starts[0];
  if (at !== undefined) {
    view.dispatch({ selection: { anchor: at }, scrollIntoView: true });
    view.focus();
  }
}

function makeButton(label: string, run: () => void): HTMLElement {
  const button = document.createElement('button');
  button.type = 'button';
  button.textContent = label;
  button.addEventListener('click', run);
  return button;
}
