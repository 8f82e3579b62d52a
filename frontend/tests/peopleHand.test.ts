// @vitest-environment jsdom
/** My hand in the list of who is here. */

import { createElement } from 'react';
import { expect, it } from 'vitest';

import { PeopleView } from '../src/ui/people/PeopleView';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { button } from './fakeHost';
import { hello, person, TextSocket } from './fakeRoom';
import { clicks, does, place, room, shows } from './historyHarness';

const HINT = 'The others see that when the connection is back.';

it('is up at once without a connection, with a word on when the others see it', async () => {
  const session = room.enter(null, hello({ presence: [person('ana'), person('bo')] }));
  await shows(createElement(PeopleView, { session, sidebar: createSidebarStore() }));
  await does(() => {
    TextSocket.last.end(1006);
  });
  expect(place.textContent).not.toContain(HINT);
  await clicks('Raise my hand');
  expect(button('Lower my hand').getAttribute('aria-pressed')).toBe('true');
  expect([...place.querySelectorAll('.tw-Hand')].map(each => each.closest('li')?.textContent)).toEqual([
    expect.stringContaining('ana (you)')
  ]);
  expect(place.querySelector('[role="status"]')?.textContent).toBe(HINT);
  await clicks('Lower my hand');
  expect(place.querySelector('.tw-Hand')).toBeNull();
  expect(place.textContent).not.toContain(HINT);
});
