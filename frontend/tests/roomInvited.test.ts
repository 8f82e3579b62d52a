// @vitest-environment jsdom
/** Coming in by a link, and being somebody else in a tab. */

import { createElement } from 'react';
import type { MockInstance } from 'vitest';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { speak } from '../src/core/language';
import { RoomList } from '../src/core/roomList';
import { languageOf } from '../src/ui/errors/language';
import { MyLook } from '../src/ui/people/MyLook';
import { ComeIn, tokenOf } from '../src/ui/rooms/ComeIn';
import { InvitationLink } from '../src/ui/rooms/InvitationLink';
import { InviteSheet } from '../src/ui/rooms/InviteSheet';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { become, copy, EVIL, field, notify, words } from './fakeHost';
import { ROOM } from './fakeRoom';
import { chooses, clicks, does, enters, place, room, sees, shows } from './historyHarness';

const ACCEPT = 'POST api/timewarp/invitations/abc-1';
const ME = { username: 'x', display_name: 'Ana', color: '#111', initials: 'A', name_fixed: false, chosen: true };

describe('a link', () => {
  beforeEach(() => {
    speak(languageOf(words, ''));
  });

  async function gives(link: string): Promise<MockInstance<RoomList['enter']>> {
    const list = new RoomList(room.api, () => room.enter());
    const enter = vi.spyOn(list, 'enter');
    await shows(createElement(ComeIn, { list, onDone: vi.fn() }));
    await chooses('Link of the invitation', link);
    await clicks('Come in');
    return enter;
  }

  it('is read whatever stands around its secret', () => {
    const links = ['https://x.example/a%40b/timewarp/join/abc-1?token=z#y', ' abc-1 ', 'x/timewarp/join/abc%2D1', '100%'];
    expect(links.map(tokenOf)).toEqual(['abc-1', 'abc-1', 'abc-1', '100%']);
  });

  it('opens its room', async () => {
    room.answers.set(ACCEPT, () => [200, ROOM]);
    const enter = await gives('http://127.0.0.1/timewarp/join/abc-1');
    await sees(() => {
      expect(enter).toHaveBeenCalledWith(ROOM);
    });
  });

  it.each([
    ['invitation_expired', 'has expired. Ask whoever sent it'],
    ['invitation_revoked', 'has been revoked. Ask whoever sent it'],
    ['invitation_used_up', 'Ask for a new link'],
    ['no_such_invitation', 'Look whether the link is whole']
  ])('that is of no use says why and what to do: %s', async (code, said) => {
    room.answers.set(ACCEPT, () => [409, { error: { code, message: 'No.', reason: '' } }]);
    await gives('abc-1');
    await sees(() => {
      expect(place.querySelector('[role="alert"]')?.textContent).toContain(said);
    });
  });
});

it('a link that is out and has expired says so to who made it', async () => {
  const invitation = { id: 'i1', role: 'editor', expires_at: '2026-01-01T10:00:00Z', max_uses: null, uses: 2 };
  room.answers.set('GET /invitations', () => [200, { items: [invitation], next: null }]);
  await shows(createElement(InviteSheet, { session: await enters(), onClose: vi.fn() }));
  await sees(() => {
    expect(place.textContent).toContain('has expired: make another link');
  });
});

it('a link that the browser does not copy is marked, and it is said what to press', async () => {
  vi.spyOn(console, 'warn').mockReturnValue();
  const url = 'http://127.0.0.1/timewarp/join/abc-1';
  copy.mockRejectedValue(new DOMException('Write permission denied.', 'NotAllowedError'));
  await shows(createElement(InvitationLink, { url, onAnother: vi.fn() }));
  await clicks('Copy');
  expect(notify.mock.lastCall?.[0]).toMatchObject({
    kind: 'warning',
    text: 'The browser does not allow copying. The link is marked: press Ctrl+C.'
  });
  const shown = field('Send this link, or let them scan the code') as HTMLInputElement;
  expect(shown.value.slice(shown.selectionStart ?? 0, shown.selectionEnd ?? 0)).toBe(url);
});

describe('a tab', () => {
  it('is somebody else from now on', async () => {
    room.answers.set('GET api/timewarp', () => [200, { me: ME, colors: ['#111'] }]);
    room.answers.set('GET api/timewarp/me/others', () => [
      200,
      { items: [{ username: 'b', display_name: EVIL, color: '#222', initials: 'B' }], next: null }
    ]);
    room.answers.set('POST api/timewarp/me/others', () => [201, { username: 'c' }]);
    await shows(createElement(MyLook, { sidebar: createSidebarStore() }));
    await clicks('My name and colour');
    await sees(() => {
      expect(place.textContent).toContain(`I am ${EVIL}`);
    });
    expect(place.querySelectorAll('img, script')).toHaveLength(0);
    await clicks(`I am ${EVIL}`);
    await clicks('I am someone else here');
    await sees(() => {
      expect(become.mock.calls).toEqual([['b'], ['c']]);
    });
  });

  it('has its form opened by the command, once', async () => {
    room.answers.set('GET api/timewarp', () => [200, { me: ME, colors: ['#111'] }]);
    const sidebar = createSidebarStore();
    await shows(createElement(MyLook, { sidebar }));
    await does(() => {
      sidebar.setState({ naming: true });
    });
    await sees(() => {
      expect(place.textContent).toContain('My colour');
    });
    await clicks('Done');
    expect(place.textContent).not.toContain('My colour');
  });

  it('is who has an account, where people have', async () => {
    room.answers.set('GET api/timewarp', () => [200, { me: { ...ME, name_fixed: true }, colors: ['#111'] }]);
    await shows(createElement(MyLook, { sidebar: createSidebarStore() }));
    await clicks('My name and colour');
    await sees(() => {
      expect(place.textContent).toContain('Ana (this server gives people their names)');
    });
    expect(place.textContent).not.toContain('someone else');
  });
});
