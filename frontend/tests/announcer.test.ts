// @vitest-environment jsdom
/** What is heard of people. */

import { createElement } from 'react';
import { describe, expect, it, vi } from 'vitest';

import { Announcer, GATHER_MS } from '../src/ui/people/Announcer';
import { news } from '../src/ui/people/news';
import { isolated } from '../src/ui/common/isolated';
import { EVIL, words } from './fakeHost';
import { hello, person, TextSocket } from './fakeRoom';
import { does, place, room, shows } from './historyHarness';

const here = (...people: ReturnType<typeof person>[]): Record<string, ReturnType<typeof person>> =>
  Object.fromEntries(people.map(each => [each.username, each]));
const HAND = { hand_raised_at: '2026-01-01T10:00:00Z' };

describe('news of people', () => {
  it('are who came, who left and who raised a hand, but not what I did', () => {
    const before = here(person('me'), person('bo'), person('cy'), person('di', HAND));
    const now = here(person('me', HAND), person('bo', HAND), person('di', HAND), person('ed', { display_name: EVIL }));
    expect(news(before, now, 'me', words)).toBe(
      `${isolated(`${EVIL.slice(0, 40)}…`)} came in. ${isolated('cy')} left. ${isolated('bo')} raised a hand.`
    );
    expect(news(now, now, 'me', words)).toBe('');
  });

  it('of a class are one sentence', () => {
    const many = Array.from({ length: 30 }, (_, at) => person(`p${at}`));
    expect(news(here(), here(...many), 'me', words)).toBe('30 people came in.');
  });
});

it('people who come within a moment are heard once, those who were there are no news', async () => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  const session = room.enter(null, hello({ presence: [person('ana'), person('bo')] }));
  await shows(createElement(Announcer, { session }));
  const heard = (): string | null | undefined => place.querySelector('[role="status"]')?.textContent;
  const comes = (username: string): Promise<void> =>
    does(() => {
      TextSocket.last.tell({ type: 'presence', seq: null, ...person(username) });
    });
  await comes('cy');
  await comes('di');
  expect(heard()).toBe('');
  await does(() => {
    vi.advanceTimersByTime(GATHER_MS);
  });
  expect(heard()).toBe('2 people came in.');
});
