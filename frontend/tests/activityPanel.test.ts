// @vitest-environment jsdom
import { createElement } from 'react';
import { describe, expect, it, vi } from 'vitest';

import type { Activity } from '../src/core/records';
import { ActivityPanel } from '../src/ui/activity/ActivityPanel';
import { kinds, sentence } from '../src/ui/activity/sentence';
import { hello, person, TextSocket } from './fakeRoom';
import { chooses, clicks, does, download, enters, EVIL, member, open, place, room, sees, shows, words } from './historyHarness';

function activity(seq: number, verb: string, more: Partial<Activity> = {}): Activity {
  return { seq, actor: 'ana', verb, document: null, detail: {}, at: '2026-01-01T10:00:00Z', ...more };
}

const PATH = { path: 'maze.logo' };
const BO = { username: 'bo', role: 'viewer' };

/** All that the server tells of, and how that is said. */
const SAID: readonly [verb: string, detail: Record<string, unknown>, said: string][] = [
  ['document.edited', { ...PATH, lines: 1 }, 'Ana changed 1 line of maze.logo'],
  ['document.edited', { ...PATH, lines: 3 }, 'Ana changed 3 lines of maze.logo'],
  ['document.created', PATH, 'Ana made maze.logo'],
  ['document.renamed', { ...PATH, before: 'a.logo' }, 'Ana renamed a.logo to maze.logo'],
  ['document.deleted', PATH, 'Ana deleted maze.logo'],
  ['document.restored', PATH, 'Ana brought maze.logo back'],
  ['document.reverted', PATH, 'Ana went back to an earlier version of maze.logo'],
  ['document.changed_on_disk', PATH, 'maze.logo was changed on the disk'],
  ['member.joined', { username: 'ana' }, 'Ana joined'],
  ['member.added', BO, 'Ana added Bo'],
  ['member.role_changed', BO, 'Ana made Bo a viewer'],
  ['member.role_changed', { ...BO, role: 'owner' }, 'Ana made Bo an owner'],
  ['member.left', { username: 'ana' }, 'Ana left'],
  ['member.removed', BO, 'Ana removed Bo'],
  ['invitation.created', {}, 'Ana made an invitation'],
  ['invitation.revoked', {}, 'Ana revoked an invitation'],
  ['room.locked', {}, 'Ana locked the room'],
  ['room.unlocked', {}, 'Ana unlocked the room'],
  ['room.changed', { name: 'x' }, 'Ana changed the settings of the room'],
  ['room.deleted', {}, 'Ana deleted the room'],
  ['room.restored', {}, 'Ana brought the room back'],
  ['room.exported', {}, 'Ana downloaded the room'],
  ['room.imported', {}, 'Ana made the room from an archive'],
  ['room.copied', {}, 'Ana made the room as a copy'],
  ['room.copied_out', {}, 'Ana copied the room'],
  ['pet.fed', PATH, 'Ana: pet.fed maze.logo']
];

describe('what has happened', () => {
  const known = { members: { ana: member('ana', 'Ana'), bo: member('bo', 'Bo') }, presence: {} };
  const said = (item: Activity, state: Parameters<typeof sentence>[1] = known): string =>
    sentence(item, state, words).replace(/[\u2068\u2069]/gu, '');

  it.each(SAID)('%s %j is said as a sentence', (verb, detail, expected) => {
    expect(said(activity(1, verb, { detail }))).toBe(expected);
  });

  it('is said of programs that are no person, and of who is only here', () => {
    expect(said(activity(1, 'document.deleted', { actor: ':disk', detail: PATH }))).toBe('The disk deleted maze.logo');
    expect(said(activity(1, 'document.deleted', { actor: ':server', detail: PATH }))).toBe('The server deleted maze.logo');
    expect(said(activity(1, 'document.deleted', { actor: ':imported:Ada', detail: PATH }))).toBe('Ada (imported) deleted maze.logo');
    const here = { members: {}, presence: { cy: person('cy', { display_name: 'Cy' }) } };
    expect(said(activity(1, 'member.joined', { actor: 'cy' }), here)).toBe('Cy joined');
    expect(said(activity(1, 'member.joined', { actor: 'gone' }), here)).toBe('gone joined');
  });

  it('is readable with names that are not', () => {
    const long = activity(1, 'document.created', { detail: { path: '😀'.repeat(10_000) } });
    expect(said(long)).toBe(`Ana made ${'😀'.repeat(120)}…`);
    expect(said(activity(1, 'document.created', { detail: { path: 7 } }))).toBe('Ana made ');
  });

  it('can be chosen by each kind that there is', () => {
    const verbs = new Set(SAID.map(([verb]) => verb).filter(verb => verb !== 'pet.fed'));
    expect(new Set(kinds(words).map(([verb]) => verb))).toEqual(verbs);
    expect(new Set(kinds(words).map(([, name]) => name)).size).toBe(verbs.size);
  });
});

describe('the activity panel', () => {
  /** The listing of the server, in pages of two. */
  function served(items: Activity[], size = 2): URLSearchParams[] {
    const asked: URLSearchParams[] = [];
    room.answers.set('GET /activity', (_body, query) => {
      asked.push(query);
      const before = Number(query.get('before') ?? 1e9);
      const found = items.filter(
        each =>
          each.seq < before &&
          each.actor === (query.get('actor') ?? each.actor) &&
          each.document === (query.get('document') ?? each.document) &&
          each.verb === (query.get('verb') ?? each.verb)
      );
      const page = found.slice(-size);
      return [200, { items: page, next: found.length > size ? (page[0]?.seq ?? null) : null }];
    });
    return asked;
  }

  const rows = (): (string | null)[] =>
    [...place.querySelectorAll('.tw-Row-main > :first-child')].map(each => each.textContent);
  const shown = async (): Promise<void> => {
    await shows(createElement(ActivityPanel, { session: await enters() }));
  };

  it('shows the newest first, with times, and leads to programs that there are', async () => {
    served([
      activity(1, 'document.created', { document: 'd1', detail: PATH }),
      activity(2, 'document.deleted', { document: 'd9', detail: { path: 'gone.bas' }, actor: 'bo' })
    ]);
    await shown();
    await sees(() => {
      expect(rows()).toEqual(['Bo deleted gone.bas', 'Ana made maze.logo']);
    });
    const time = place.querySelector('time');
    expect([time?.dateTime, time?.title]).toEqual(['2026-01-01T10:00:00Z', expect.stringContaining('2026')]);
    expect(place.querySelectorAll('.tw-Row button')).toHaveLength(1);
    await clicks('Ana made maze.logo');
    expect(open).toHaveBeenCalledWith('club/maze.logo', undefined);
  });

  it('leads to the line that was edited', async () => {
    served([activity(3, 'document.edited', { document: 'd1', detail: { ...PATH, lines: 2, line: 7 } })]);
    await shown();
    await sees(() => {
      expect(rows()).toHaveLength(1);
    });
    await clicks('Ana changed 2 lines of maze.logo');
    expect(open).toHaveBeenCalledWith('club/maze.logo', { line: 7 });
  });

  it('shows what happens, if it is of what is shown', async () => {
    served([activity(1, 'room.locked')]);
    await shown();
    await chooses('Kind', 'room.locked');
    await does(() => {
      TextSocket.last.tell({ ...activity(8, 'room.locked', { actor: 'bo' }), type: 'activity' });
      TextSocket.last.tell({ ...activity(9, 'room.unlocked', { actor: 'bo' }), type: 'activity' });
    });
    await sees(() => {
      expect(rows()).toEqual(['Bo locked the room', 'Ana locked the room']);
    });
  });

  it('is filtered by person, program and kind, also by those that are gone', async () => {
    const asked = served(
      [
        activity(1, 'document.created', { document: 'd9', detail: { path: 'gone.bas' }, actor: 'zoe' }),
        activity(2, 'document.deleted', { document: 'd9', detail: { path: 'gone.bas' } }),
        activity(3, 'member.joined')
      ],
      10
    );
    await shown();
    await sees(() => {
      expect(rows()).toHaveLength(3);
    });
    const options = (label: string): (string | null)[] =>
      [...place.querySelectorAll(`select[aria-label="${label}"] option`)].map(each => each.textContent);
    expect(options('Person')).toEqual(['Everyone', 'Ana', 'Bo', 'zoe']);
    expect(options('Program')).toEqual(['All programs', 'gone.bas', 'maze.logo']);
    await chooses('Person', 'zoe');
    await sees(() => {
      expect(rows()).toEqual(['zoe made gone.bas']);
    });
    await chooses('Person', '');
    await chooses('Program', 'd9');
    await chooses('Kind', 'document.deleted');
    await sees(() => {
      expect(rows()).toEqual(['Ana deleted gone.bas']);
    });
    expect(Object.fromEntries(asked.at(-1) ?? [])).toEqual({ document: 'd9', verb: 'document.deleted', limit: '100' });
    await chooses('Person', 'bo');
    await sees(() => {
      expect(place.textContent).toContain('Nothing like this has happened yet.');
    });
  });

  it('reads on as far as one scrolls', async () => {
    served([1, 2, 3, 4, 5].map(seq => activity(seq, 'member.joined')));
    const session = await enters();
    await shows(createElement(ActivityPanel, { session }));
    const list = place.querySelector<HTMLElement>('.tw-Windowed');
    if (!list) {
      throw new Error('there is no list');
    }
    Object.defineProperty(list, 'clientHeight', { value: 100 }); // jsdom has no layout
    await vi.waitFor(async () => {
      await does(() => list.dispatchEvent(new Event('scroll')));
      expect(rows()).toHaveLength(5);
    });
    expect(session.activity.store.getState().hasOlder).toBe(false);
  });

  it('says what went wrong, and tries again when asked to, but not by scrolling', async () => {
    room.answers.set('GET /activity', () => [500, { error: { code: 'internal', message: 'Broken.', reason: '' } }]);
    const session = await enters();
    await shows(createElement(ActivityPanel, { session }));
    await sees(() => {
      expect(place.querySelector('[role="alert"]')?.textContent).toContain('Broken.');
    });
    const asked = room.of('GET /activity').length;
    await session.activity.reachEnd();
    expect(room.of('GET /activity')).toHaveLength(asked);
    served([activity(1, 'member.joined')]);
    await clicks('Try again');
    await sees(() => {
      expect([place.querySelector('[role="alert"]')?.textContent, ...rows()]).toEqual(['', 'Ana joined']);
    });
  });

  it('shows hostile names as text', async () => {
    room.answers.set('GET /members', () => [200, { items: [member('ana', EVIL)], next: null }]);
    served([activity(1, 'document.created', { document: 'd1', detail: { path: EVIL } }), activity(2, EVIL)], 10);
    await shown();
    await sees(() => {
      expect(rows()).toEqual([`${EVIL}: ${EVIL}`, `${EVIL} made ${EVIL}`]);
    });
    expect(place.querySelectorAll('img, script')).toHaveLength(0);
  });

  it('keeps names apart whose direction is another', async () => {
    served([activity(1, 'document.created', { document: 'd1', detail: { path: '\u202Eevil\u2069.logo' } })]);
    await shown();
    await sees(() => {
      expect([...place.querySelectorAll('.tw-Row bdi')].map(each => each.textContent)).toEqual(['Ana', '\u202Eevil.logo']);
    });
  });

  it('is exported', async () => {
    await shown();
    await clicks('Export as CSV');
    await clicks('Export as JSON');
    expect(download.mock.calls).toEqual([
      ['api/timewarp/rooms/r1/activity?format=csv'],
      ['api/timewarp/rooms/r1/activity?format=json']
    ]);
  });

  it('is exported as it is filtered', async () => {
    await shown();
    await chooses('Person', 'bo');
    await chooses('Program', 'd1');
    await chooses('Kind', 'document.edited');
    await clicks('Export as CSV');
    expect(download.mock.calls).toEqual([
      ['api/timewarp/rooms/r1/activity?actor=bo&document=d1&verb=document.edited&format=csv']
    ]);
  });

  it('is read again after a pause in which something may have been missed', async () => {
    served([activity(1, 'member.joined')]);
    await shown();
    await sees(() => {
      expect(rows()).toEqual(['Ana joined']);
    });
    served([activity(1, 'member.joined'), activity(2, 'member.left', { actor: 'bo' })]);
    await does(() => {
      TextSocket.last.tell(hello({ resumed: false }));
    });
    await sees(() => {
      expect(rows()).toEqual(['Bo left', 'Ana joined']);
    });
  });
});
