import { beforeEach, describe, expect, it } from 'vitest';

import { Film } from '../src/core/historyFilm';
import { authoredLines, authorsOf, lineAt } from '../src/core/historyLines';
import { Revisions } from '../src/core/historyRevisions';
import type { Revision, Step } from '../src/core/records';
import { FakeRoom, settled } from './fakeRoom';

let room: FakeRoom;
beforeEach(() => {
  room = new FakeRoom();
});

const REVISIONS = 'GET /documents/d1/revisions';
const FAILURE = { error: { code: 'busy', message: 'Too many.', reason: '' } };

describe('lines of a text with authors', () => {
  const runs = [
    { author: 'ana', text: 'one\ntw' },
    { author: 'bo', text: 'o\n\n😀' },
    { author: 'ana', text: '!\n' }
  ];

  it('have the parts of their authors', () => {
    expect(authoredLines(runs)).toEqual([
      [{ author: 'ana', text: 'one' }],
      [{ author: 'ana', text: 'tw' }, { author: 'bo', text: 'o' }],
      [],
      [{ author: 'bo', text: '😀' }, { author: 'ana', text: '!' }],
      []
    ]);
    expect(authoredLines([])).toEqual([[]]);
    expect(authorsOf(runs)).toEqual(['ana', 'bo']);
  });

  it('are found by an offset', () => {
    const text = runs.map(run => run.text).join('');
    const expected = Array.from({ length: text.length + 1 }, (_none, at) => text.slice(0, at).split('\n').length - 1);
    expect(expected.map((_line, at) => lineAt(runs, at))).toEqual(expected);
  });
});

describe('the film of a program', () => {
  /** Types one letter after another, in pages of `size`. */
  function served(count: number, size: number): void {
    const steps = Array.from({ length: count }, (_none, i): Step => ({
      seq: 10 + i,
      author: 'ana',
      at: '2026-01-01T10:00:00Z',
      changes: [{ offset: i, removed: 0, inserted: 'x' }]
    }));
    room.answers.set(REVISIONS, (_body, query) => {
      expect(query.get('detail')).toBe('steps');
      const found = steps.filter(step => step.seq > Number(query.get('after')));
      const page = found.slice(0, size);
      return [200, { items: page, next: found.length > size ? (page.at(-1)?.seq ?? null) : null }];
    });
  }

  it('is read page by page, and later what has come since', async () => {
    served(25, 10);
    const film = new Film(room.api, 'r1', 'd1');
    await film.load();
    expect(film.store.getState()).toMatchObject({ count: 25, complete: true, position: 0 });
    served(31, 10);
    await film.load();
    expect(film.store.getState()).toMatchObject({ count: 31, complete: true });
    film.goTo(31);
    expect(film.playback.text).toBe('x'.repeat(31));
  });

  it('goes on behind the page that could not be read', async () => {
    served(25, 10);
    const good = room.answers.get(REVISIONS);
    room.answers.set(REVISIONS, (body, query) => (query.get('after') === '19' ? [503, FAILURE] : (good?.(body, query) ?? [500, {}])));
    const film = new Film(room.api, 'r1', 'd1');
    await film.load();
    expect(film.store.getState()).toMatchObject({ count: 10, complete: false, problem: 'Too many.' });
    served(25, 10);
    await film.load();
    expect(film.store.getState()).toMatchObject({ count: 25, complete: true, problem: '' });
    film.goTo(25);
    expect(film.playback.text).toBe('x'.repeat(25));
  });

  it('is not read twice at once: what has come meanwhile is read behind it', async () => {
    served(3, 10);
    const film = new Film(room.api, 'r1', 'd1');
    const first = film.load();
    served(5, 10);
    await film.load();
    await first;
    expect(film.store.getState()).toMatchObject({ count: 5, complete: true });
  });

  it('plays by the clock, faster when asked to, and ends', async () => {
    served(100, 100);
    const film = new Film(room.api, 'r1', 'd1');
    await film.load();
    film.tick(0);
    expect(film.store.getState().position).toBe(0); // nobody has pressed Play
    film.play();
    for (let now = 1000; now <= 2000; now += 125) {
      film.tick(now);
    }
    expect(film.store.getState().position).toBe(8); // the slowest film has eight edits a second
    film.setSpeed(4);
    film.tick(2125);
    expect(film.store.getState().position).toBe(12);
    film.tick(60_000); // the tab was hidden: no leap
    expect(film.store.getState()).toMatchObject({ position: 20, playing: true });
    for (let now = 60_000; now <= 70_000; now += 125) {
      film.tick(now);
    }
    expect(film.store.getState()).toMatchObject({ position: 100, playing: false });
    film.play();
    expect(film.store.getState()).toMatchObject({ position: 0, playing: true });
    film.goTo(50);
    expect(film.store.getState()).toMatchObject({ position: 50, playing: false });
  });

  it('waits at the end of what was read as long as there is more', () => {
    const film = new Film(room.api, 'r1', 'd1');
    film.play();
    film.tick(0);
    film.tick(200);
    film.tick(400);
    expect(film.store.getState()).toMatchObject({ position: 0, playing: true });
  });
});

describe('the versions of a program', () => {
  const revision = (seq: number, first_seq = seq): Revision => ({
    seq,
    first_seq,
    author: 'ana',
    started_at: '2026-01-01T10:00:00Z',
    ended_at: '2026-01-01T10:00:30Z',
    added: 1,
    removed: 0
  });
  /** Newest first, in pages of two. */
  function served(...items: Revision[]): void {
    room.answers.set(REVISIONS, (_body, query) => {
      const found = items.filter(each => each.seq < Number(query.get('before') ?? 1e9));
      return [200, { items: found.slice(0, 2), next: found.length > 2 ? (found[1]?.first_seq ?? null) : null }];
    });
  }
  const seqs = (revisions: Revisions): number[] => revisions.store.getState().items.map(each => each.seq);

  it('are read on, and older ones stay when a newer one comes or the newest goes on', async () => {
    served(revision(9), revision(7), revision(5), revision(3));
    const revisions = new Revisions(room.api, 'r1', 'd1');
    await revisions.refresh();
    expect(seqs(revisions)).toEqual([9, 7]);
    expect(revisions.isFirst(revision(7))).toBe(false);
    await revisions.loadOlder();
    expect(seqs(revisions)).toEqual([9, 7, 5, 3]);
    expect(revisions.isFirst(revision(3))).toBe(true);
    served(revision(12, 9), revision(7), revision(5), revision(3));
    await revisions.refresh();
    expect(seqs(revisions)).toEqual([12, 7, 5, 3]);
    served(revision(14), revision(12, 9), revision(7), revision(5), revision(3));
    await revisions.refresh();
    expect(seqs(revisions)).toEqual([14, 12, 7, 5, 3]);
    expect(revisions.store.getState().hasOlder).toBe(false);
  });

  it('have no gap where more came than a page has', async () => {
    served(revision(3));
    const revisions = new Revisions(room.api, 'r1', 'd1');
    await revisions.refresh();
    served(revision(9), revision(7), revision(5), revision(3));
    await revisions.refresh();
    expect(seqs(revisions)).toEqual([9, 7]);
    await revisions.loadOlder();
    expect(seqs(revisions)).toEqual([9, 7, 5, 3]);
  });

  it('are asked for again when that is wanted, not by scrolling', async () => {
    served(revision(9), revision(7), revision(5));
    const revisions = new Revisions(room.api, 'r1', 'd1');
    await revisions.refresh();
    room.answers.set(REVISIONS, () => [503, FAILURE]);
    await revisions.loadOlder();
    expect(revisions.store.getState()).toMatchObject({ problem: 'Too many.', loading: false });
    const asked = room.of(REVISIONS).length;
    await revisions.loadOlder();
    expect(room.of(REVISIONS)).toHaveLength(asked);
    served(revision(9), revision(7), revision(5));
    await revisions.retry();
    expect(seqs(revisions)).toEqual([9, 7, 5]);
  });

  it('are those that were asked for last', async () => {
    served(revision(9), revision(7), revision(5));
    const revisions = new Revisions(room.api, 'r1', 'd1');
    await revisions.refresh();
    const older = revisions.loadOlder();
    served(revision(11), revision(9), revision(7), revision(5));
    await revisions.refresh();
    await older;
    await settled();
    expect(seqs(revisions)).toEqual([11, 9, 7]);
    await revisions.loadOlder();
    expect(seqs(revisions)).toEqual([11, 9, 7, 5]);
  });
});
