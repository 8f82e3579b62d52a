/** A strip beside the lines in the colours of those who wrote them. */

import type { Extension, Range } from '@codemirror/state';
import { RangeSet, RangeValue, StateEffect, StateField } from '@codemirror/state';
import type { EditorView } from '@codemirror/view';
import { gutter, GutterMarker } from '@codemirror/view';

import type { Owned } from './owned';

/** How somebody is shown. */
export interface Look {
  name: string;
  color: string;
}

/** Replace whose each part is. */
export const setOwned = StateEffect.define<readonly Owned[]>();

class Author extends RangeValue {
  constructor(readonly name: string) {
    super();
  }

  override eq(other: Author): boolean {
    return other.name === this.name;
  }
}

/** The parts move with the text, and cost the same however many there are. */
const owners = StateField.define<RangeSet<Author>>({
  create: () => RangeSet.empty,
  update(value, transaction) {
    let parts = transaction.docChanged ? value.map(transaction.changes) : value;
    for (const effect of transaction.effects) {
      if (effect.is(setOwned)) {
        parts = RangeSet.of(effect.value.map(rangeOf), true);
      }
    }
    return parts;
  }
});

function rangeOf({ from, to, author }: Owned): Range<Author> {
  return new Author(author).range(from, to);
}

/** Who wrote of a line, whoever wrote most first. */
function authorsOfLine(view: EditorView, from: number, to: number): string[] {
  const shares = new Map<string, number>();
  view.state.field(owners).between(from, to, (start, end, { name }) => {
    const length = Math.min(end, to) - Math.max(start, from);
    if (length > 0) {
      shares.set(name, (shares.get(name) ?? 0) + length);
    }
  });
  return [...shares].sort((one, other) => other[1] - one[1]).map(([name]) => name);
}

class LineMarker extends GutterMarker {
  constructor(
    private readonly looks: readonly Look[],
    private readonly said: string
  ) {
    super();
  }

  override eq(other: LineMarker): boolean {
    return other.said === this.said && other.looks.every((look, at) => look.color === this.looks[at]?.color);
  }

  override toDOM(): Node {
    const strip = document.createElement('div');
    strip.className = 'tw-Author';
    strip.title = this.said;
    strip.setAttribute('role', 'img');
    strip.setAttribute('aria-label', this.said);
    for (const { color } of this.looks) {
      const part = document.createElement('span');
      part.style.backgroundColor = color;
      strip.append(part);
    }
    return strip;
  }
}

/** Colours that a strip of a few pixels can show. */
const MOST_COLORS = 3;

/** The strip; `lookOf` tells how an author is shown. */
export function authorGutter(lookOf: (author: string) => Look): Extension {
  return [
    owners,
    gutter({
      class: 'tw-Authors-gutter',
      lineMarker(view, line) {
        const authors = authorsOfLine(view, line.from, line.to);
        if (authors.length === 0) {
          return null;
        }
        const looks = authors.map(lookOf);
        return new LineMarker(looks.slice(0, MOST_COLORS), looks.map(({ name }) => name).join(', '));
      },
      lineMarkerChange: update => update.startState.field(owners) !== update.state.field(owners)
    })
  ];
}
