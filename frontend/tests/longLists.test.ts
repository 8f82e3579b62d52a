// @vitest-environment jsdom
/** Lists with hundreds of rows, while everybody moves. */

import { createElement } from 'react';
import { expect, it, vi } from 'vitest';

import type { Presence } from '../src/core/records';
import { insideOf } from '../src/ui/people/inside';
import { PeopleView } from '../src/ui/people/PeopleView';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { hello, person, TextSocket } from './fakeRoom';
import { does, place, room, sees, shows } from './historyHarness';

const drawn = vi.hoisted((): string[] => []);
vi.mock('../src/ui/common/Avatar', () => ({
  Avatar: ({ name }: { name: string }) => {
    drawn.push(name);
    return null;
  }
}));

const NUMBERS = Array.from({ length: 100 }, (_, number) => String(number).padStart(3, '0'));
const PEOPLE = NUMBERS.map(number => person(`p${number}`));
const PROGRAMS = NUMBERS.map(number => ({ id: `d${number}`, kind: 'document', path: `${number}.logo`, deleted: false }));

function rows(list: number): (string | null)[] {
  const found = place.querySelectorAll('ul')[list]?.querySelectorAll('.tw-Row') ?? [];
  return [...found].map(each => each.textContent);
}

it('are all in the page in order some frames later', async () => {
  room.answers.set('GET /documents', () => [200, { items: PROGRAMS, next: null }]);
  const frame = vi.spyOn(window, 'requestAnimationFrame').mockReturnValue(1);
  const session = room.enter(null, hello({ presence: PEOPLE }));
  await shows(createElement(PeopleView, { session, sidebar: createSidebarStore() }));
  await sees(() => {
    expect(rows(1)).toHaveLength(20); // the first screen
  });
  for (let turn = 0; turn < 20; turn++) {
    const waiting = frame.mock.calls.splice(0);
    await does(() => {
      waiting.forEach(([run]) => { run(0); });
    });
  }
  expect(rows(0).map(each => each?.match(/p\d+/u)?.[0])).toEqual(PEOPLE.map(each => each.username));
  expect(rows(1)).toEqual(PROGRAMS.map(each => each.path));
});

it('are drawn anew only where somebody has moved', async () => {
  room.answers.set('GET /documents', () => [200, { items: PROGRAMS.slice(0, 3), next: null }]);
  const session = room.enter(null, hello({ presence: PEOPLE.slice(0, 3) }));
  await shows(createElement(PeopleView, { session, sidebar: createSidebarStore() }));
  await sees(() => {
    expect(rows(1)).toHaveLength(3);
  });
  drawn.length = 0;
  await does(() => {
    TextSocket.last.tell({ type: 'presence', seq: null, ...person('p001', { document: 'd002', line: 4, column: 0 }) });
  });
  expect(drawn).toEqual(['p001', 'p001']); // in the list of people, and in the program
});

it('say who is in which program', () => {
  const here: Record<string, Presence> = {
    a: person('a', { document: 'd1' }),
    b: person('b'),
    c: person('c', { document: 'd1' })
  };
  expect(insideOf(here, 'd1').map(each => each.username)).toEqual(['a', 'c']);
  expect(insideOf(here, 'd2')).toEqual([]);
});
