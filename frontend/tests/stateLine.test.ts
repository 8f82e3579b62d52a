// @vitest-environment jsdom
/** What the line of a room's state lets be heard. */

import { createElement } from 'react';
import { expect, it, vi } from 'vitest';

import type { Role } from '../src/core/records';
import { RoomList } from '../src/core/roomList';
import { StateLine } from '../src/ui/rooms/StateLine';
import { TextSocket } from './fakeRoom';
import { does, enters, place, room, shows } from './historyHarness';

const SECOND_MS = 1_000;

/** As it is seen, and as a screen reader has it. */
function line(): { seen: string; heard: string } {
  const status = place.querySelector('[role="status"]');
  const heard = status?.cloneNode(true) as HTMLElement;
  const seen = status?.cloneNode(true) as HTMLElement;
  heard.querySelectorAll('[aria-hidden="true"]').forEach(each => { each.remove(); });
  seen.querySelectorAll('.tw-Spoken').forEach(each => { each.remove(); });
  return { seen: seen.textContent, heard: heard.textContent };
}

it('counts seconds for the eye alone', async () => {
  const session = await enters();
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval', 'Date'] });
  await shows(createElement(StateLine, { list: new RoomList(room.api, () => session), session }));
  expect(line()).toEqual({ seen: '', heard: '' });
  await does(() => {
    TextSocket.last.end(1006);
    session.store.setState({ retryAt: Date.now() + 3 * SECOND_MS });
  });
  const [seen, heard]: [string[], string[]] = [[], []];
  for (let second = 0; second < 3; second++) {
    const now = line();
    seen.push(now.seen);
    heard.push(now.heard);
    await does(() => {
      vi.advanceTimersByTime(SECOND_MS);
    });
  }
  expect(seen).toEqual([
    'Reconnecting in 3 seconds… Connect now',
    'Reconnecting in 2 seconds… Connect now',
    'Reconnecting in 1 second… Connect now'
  ]);
  expect(heard).toEqual(Array(3).fill('Reconnecting… Connect now'));
});

it('writes what the role means and leaves it to the notification to say it', async () => {
  const session = await enters();
  await shows(createElement(StateLine, { list: new RoomList(room.api, () => session), session }));
  await does(() => {
    session.store.setState({ role: 'viewer' });
  });
  const VIEWER = 'You are a viewer: you can read all programs and chat.';
  expect(place.querySelector('.tw-Banner')?.textContent).toBe(VIEWER);
  expect(line().heard).toBe('');
  const locked = (role: Role): Promise<void> =>
    does(() => {
      const { room: known } = session.store.getState();
      session.store.setState({ role, room: known && { ...known, locked: true } });
    });
  await locked('editor');
  expect(place.querySelector('.tw-Banner')?.textContent).toMatch(/^The room is locked: only its owners/);
  expect(line().heard).toBe('');
  await locked('owner'); // no notification tells them
  expect(line().heard).toBe('The room is locked: only owners can change programs.');
});
