import { describe, expect, it } from 'vitest';

import { authoredLines, lineAt } from '../src/core/historyLines';
import { Playback } from '../src/core/playback';
import type { Step } from '../src/core/records';
import { diffLines } from '../src/core/unifiedDiff';

/** Random edits, and the text after each. */
function story(count: number, seed = 1): { steps: Step[]; texts: string[] } {
  let state = seed;
  const random = (below: number): number => {
    state = (state * 1103515245 + 12345) % 2147483648;
    return Math.floor((state / 2147483648) * below);
  };
  const steps: Step[] = [];
  const texts = [''];
  for (let at = 0; at < count; at++) {
    let text = texts.at(-1) ?? '';
    const changes = Array.from({ length: 1 + random(2) }, () => {
      const offset = random(text.length + 1);
      const removed = Math.min(random(3), text.length - offset);
      const inserted = ['a', '海', '😀', 'line\n', ''][random(5)] ?? '';
      text = text.slice(0, offset) + inserted + text.slice(offset + removed);
      return { offset, removed, inserted };
    });
    steps.push({ seq: at + 1, author: ['ana', 'bo', 'cem'][random(3)] ?? '', at: '', changes });
    texts.push(text);
  }
  return { steps, texts };
}

describe('playing back', () => {
  it('has the text after every step, forwards, backwards and by leaps', () => {
    const { steps, texts } = story(700);
    const playback = new Playback('');
    playback.add(steps.slice(0, 300));
    playback.add(steps.slice(300));
    for (const position of [0, 1, 2, 199, 200, 201, 450, 700, 449, 3, 650, 0, 700]) {
      playback.goTo(position);
      expect(playback.position).toBe(position);
      expect(playback.text).toBe(texts[position]);
    }
  });

  it('says whose each part is, with neighbours joined', () => {
    const playback = new Playback('base');
    playback.add([
      { seq: 1, author: 'ana', at: '', changes: [{ offset: 2, removed: 0, inserted: 'xy' }] },
      { seq: 2, author: 'ana', at: '', changes: [{ offset: 4, removed: 1, inserted: 'z' }] }
    ]);
    playback.goTo(2);
    expect(playback.authored).toEqual([
      { author: '', text: 'ba' },
      { author: 'ana', text: 'xyz' },
      { author: '', text: 'e' }
    ]);
  });

  it('keeps within what is known', () => {
    const playback = new Playback('x');
    playback.goTo(5);
    expect([playback.position, playback.text]).toEqual([0, 'x']);
  });

  it('adds up: each part is of who typed it, as a plain list of units says', () => {
    const { steps, texts } = story(400, 7);
    const playback = new Playback();
    playback.add(steps);
    const owners: string[] = [];
    for (const [index, { author, changes }] of steps.entries()) {
      for (const { offset, removed, inserted } of changes) {
        owners.splice(offset, removed, ...Array.from({ length: inserted.length }, () => author));
      }
      playback.goTo(index + 1);
      const runs = playback.authored;
      expect(runs.flatMap(run => Array.from({ length: run.text.length }, () => run.author))).toEqual(owners);
      expect(runs.map(run => run.text).join('')).toBe(texts[index + 1]);
      expect(runs.every((run, i) => run.text !== '' && run.author !== runs[i + 1]?.author)).toBe(true);
    }
  });

  it('goes back to the text before each step, one by one', () => {
    const { steps, texts } = story(450, 3);
    const playback = new Playback();
    playback.add(steps);
    for (let position = steps.length; position >= 0; position--) {
      playback.goTo(position);
      expect(playback.text).toBe(texts[position]);
    }
  });

  it('tells where the newest change ends', () => {
    const playback = new Playback('');
    playback.add([{ seq: 1, author: 'ana', at: '', changes: [{ offset: 0, removed: 0, inserted: 'a😀' }] }]);
    expect(playback.caret).toBeNull();
    playback.goTo(1);
    expect(playback.caret).toBe(3);
  });

  it('gives runs that stay as they are when it goes on', () => {
    const { steps } = story(300);
    const playback = new Playback();
    playback.add(steps);
    playback.goTo(250);
    const kept = playback.authored;
    const copy = structuredClone(kept);
    playback.goTo(300);
    playback.goTo(10);
    expect(kept).toEqual(copy);
  });

  it('plays 10,000 steps of a torn text at 60 frames a second, and leaps in one', () => {
    const { steps } = story(10_000);
    const playback = new Playback();
    const begun = performance.now();
    playback.add(steps);
    const added = performance.now() - begun;
    const times: number[] = [];
    /** What a frame takes without the page itself. */
    const timed = (position: number): void => {
      const from = performance.now();
      playback.goTo(position);
      const runs = playback.authored;
      expect(authoredLines(runs).length).toBeGreaterThanOrEqual(lineAt(runs, playback.caret ?? 0));
      times.push(performance.now() - from);
    };
    for (let position = 100; position <= 10_000; position += 100) {
      timed(position);
    }
    for (const position of [199, 9999, 4_399, 9_799, 0, 10_000]) {
      timed(position);
    }
    times.sort((a, b) => a - b);
    expect(times[Math.floor(times.length * 0.95)]).toBeLessThan(1000 / 60);
    expect(added / 100).toBeLessThan(1000 / 60);
  });
});

describe('a unified diff', () => {
  it('is read without its head', () => {
    const diff = '--- 1\n+++ 2\n@@ -1,2 +1,2 @@\n same\n--- dashes\n+new\n';
    expect(diffLines(diff)).toEqual([
      { kind: 'place', text: '-1,2 +1,2' },
      { kind: 'same', text: 'same' },
      { kind: 'removed', text: '-- dashes' },
      { kind: 'added', text: 'new' }
    ]);
  });
});
