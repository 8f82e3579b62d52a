import { describe, expect, it } from 'vitest';
import * as Y from 'yjs';

import { mergedText, replayDifference } from '../src/core/replay';
import { lineDifference, textEdits } from '../src/core/textEdits';

function applied(before: string, after: string): string {
  let text = before;
  for (const edit of textEdits(before, after).reverse()) {
    text = text.slice(0, edit.at) + edit.inserted + text.slice(edit.at + edit.removed);
  }
  return text;
}

/** A generator with a seed (mulberry32), so that a failure can be seen again. */
function randomOf(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

describe('textEdits', () => {
  it.each([
    ['', ''],
    ['', 'A\n'],
    ['A\n', ''],
    ['A\nB\nC\n', 'A\nX\nC\n'],
    ['A\nB\nC', 'C\nA\nB'],
    ['same', 'same'],
    ['x\n'.repeat(3000), 'y\n'.repeat(3000)]
  ])('makes the second text of the first (%#)', (before, after) => {
    expect(applied(before, after)).toBe(after);
  });

  it('touches only what changed', () => {
    expect(textEdits('FD 10\nRT 90\nFD 20\n', 'FD 10\nRT 45\nFD 20\n')).toEqual([
      { at: 9, removed: 2, inserted: '45' }
    ]);
  });

  it('does not cut an emoji in two', () => {
    expect(textEdits('🐢', '🐇')).toEqual([{ at: 0, removed: 2, inserted: '🐇' }]);
  });

  it('holds for random texts', () => {
    for (let seed = 1; seed <= 300; seed++) {
      const random = randomOf(seed);
      const text = (): string =>
        Array.from({ length: Math.floor(random() * 12) }, () => 'ab\n🐢'[Math.floor(random() * 5)]).join('');
      const [before, after] = [text(), text()];
      expect(applied(before, after), `seed ${seed}`).toBe(after);
      const lines = lineDifference(before, after);
      const side = (kind: string): string =>
        lines.filter(line => line.kind !== kind).map(line => line.text).join('');
      expect(side('added'), `seed ${seed}`).toBe(before);
      expect(side('removed'), `seed ${seed}`).toBe(after);
    }
  });
});

describe('replaying a difference', () => {
  it('keeps what others wrote meanwhile', () => {
    const doc = new Y.Doc();
    const text = doc.getText('source');
    text.insert(0, 'TO MAZE\nFD 10\nEND\nNEW LINE BY ANA\n');
    const origin = {};
    const changed = replayDifference(text, 'FD 10\nEND\n', 'FD 100\nRT 90\nEND\n', origin);
    expect(changed).toBe(true);
    expect(text.toJSON()).toBe('TO MAZE\nFD 100\nRT 90\nEND\nNEW LINE BY ANA\n');
  });

  it('does nothing twice', () => {
    expect(mergedText('A\n', 'A\nB\n', 'A\n')).toBe('A\nB\n');
    expect(mergedText('A\n', 'A\n', 'A\nB\n')).toBe('A\nB\n');
  });
});
