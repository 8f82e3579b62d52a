/** What was taken out of a text: there is nothing left to mark, only a place. */

import { textEdits } from '../../core/textEdits';

/** A place at which something was deleted. */
export interface Cut {
  /** The offset in the text as it is now. */
  at: number;
  /** How many whole lines are gone there; 0 where it was within a line that stayed. */
  lines: number;
}

/** The places at which `now` lacks something of `before`, and has nothing new for it. */
export function cutsBetween(before: string, now: string): Cut[] {
  const cuts: Cut[] = [];
  let shift = 0;
  for (const { at, removed, inserted } of textEdits(before, now)) {
    const lines = linesIn(before.slice(at, at + removed)) - linesIn(inserted);
    if (lines > 0 || inserted === '') {
      cuts.push({ at: at + shift + inserted.length, lines: Math.max(0, lines) });
    }
    shift += inserted.length - removed;
  }
  return cuts;
}

function linesIn(text: string): number {
  return text.split('\n').length - 1;
}
