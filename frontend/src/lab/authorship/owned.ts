/** Whose each part of a text is, brought from a version of the server to the text in the editor. */

import type { ChangeDesc } from '@codemirror/state';
import { ChangeSet } from '@codemirror/state';

import type { Span } from '../../core/records';
import { textEdits } from '../../core/textEdits';

/** A part of a text that one person has written; `to` is behind it. */
export interface Owned {
  from: number;
  to: number;
  author: string;
}

/** The changes that make one text of another. */
export function changesBetween(before: string, after: string): ChangeSet {
  const edits = textEdits(before, after).map(({ at, removed, inserted }) => ({
    from: at,
    to: at + removed,
    insert: inserted
  }));
  return ChangeSet.of(edits, before.length);
}

/** The spans of a version as they are after changes. What is written since belongs to nobody yet. */
export function ownedAfter(spans: readonly Span[], changes: ChangeDesc): Owned[] {
  return spans
    .map(({ author, offset, length }) => ({
      author,
      from: changes.mapPos(offset, 1),
      to: changes.mapPos(offset + length, -1)
    }))
    .filter(({ from, to }) => from < to);
}

/** The parts of `owned` that have been written by others since a text was like `before`. */
export function newOfOthers(owned: readonly Owned[], before: string, now: string, me: string): Owned[] {
  const found: Owned[] = [];
  changesBetween(before, now).iterChanges((_fromA, _toA, fromB, toB) => {
    for (const { from, to, author } of owned) {
      const [start, end] = [Math.max(from, fromB), Math.min(to, toB)];
      if (start < end && author !== me) {
        found.push({ from: start, to: end, author });
      }
    }
  });
  return found;
}
