import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';

import { indexesIn } from '../src/core/textPositions';

describe('positions in a text', () => {
  it('are those of Yjs, whatever was typed, deleted and undone', () => {
    for (let seed = 1; seed <= 40; seed++) {
      const { doc, text } = scribbled(seed);
      const positions = Array.from({ length: 60 }, (_, at) =>
        Y.createRelativePositionFromTypeIndex(text, at % (text.length + 1), at % 2 ? 0 : -1)
      );
      scribble(text, seed + 1000, 60);
      const json: unknown[] = positions.map(position => Y.relativePositionToJSON(position) as unknown);
      const expected = positions.map(
        position => Y.createAbsolutePositionFromRelativePosition(position, doc)?.index ?? null
      );
      expect(indexesIn(text, json)).toEqual(expected);
    }
  });

  it('are not known for what has not come, for other texts, and for rubbish', () => {
    const { doc, text } = scribbled(7);
    const other = doc.getText('other');
    other.insert(0, 'elsewhere');
    const rubbish: unknown[] = [
      null,
      1,
      'x',
      {},
      { item: null, tname: 'other', assoc: 0 },
      { item: { client: 99, clock: 3 }, assoc: 0 },
      { item: { client: -1, clock: 0.5 }, assoc: 0 },
      { item: { client: doc.clientID, clock: 2 ** 60 }, assoc: 0 },
      { item: 'x', tname: 'source' },
      Y.relativePositionToJSON(Y.createRelativePositionFromTypeIndex(other, 3))
    ];
    expect(indexesIn(text, rubbish)).toEqual(rubbish.map(() => null));
  });
});

function scribbled(seed: number): { doc: Y.Doc; text: Y.Text } {
  const doc = new Y.Doc();
  doc.clientID = seed;
  const text = doc.getText('source');
  text.insert(0, 'TO MAZE\n  FORWARD 10\nEND\n');
  scribble(text, seed, 80);
  return { doc, text };
}

function scribble(text: Y.Text, seed: number, times: number): void {
  const undo = new Y.UndoManager(text, { captureTimeout: 0 });
  let dice = seed;
  const roll = (sides: number): number => {
    dice = (dice * 1103515245 + 12345) % 2147483648;
    return Math.floor((dice / 2147483648) * sides);
  };
  for (let time = 0; time < times; time++) {
    const at = roll(text.length + 1);
    const what = roll(10);
    if (what < 6) {
      text.insert(at, 'abc'.slice(0, 1 + roll(3)));
    } else if (what < 9) {
      text.delete(Math.min(at, Math.max(0, text.length - 4)), Math.min(3, text.length));
    } else {
      undo.undo();
    }
  }
  undo.destroy();
}
