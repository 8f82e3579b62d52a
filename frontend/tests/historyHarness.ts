/** A panel in a page, with a fake room and a fake program around it. */

import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';
import type { ReactNode } from 'react';
import { act, createElement } from 'react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

import type { Member } from '../src/core/records';
import type { RoomSession } from '../src/core/roomSession';
import type { Host, Words } from '../src/ui/host';
import { HostProvider } from '../src/ui/host';
import { FakeRoom, hello, settled, TextSocket } from './fakeRoom';

const realSetTimeout = globalThis.setTimeout;

/** What must never become a part of the page. */
export const EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

/** A member, an editor. */
export function member(username: string, display_name: string): Member {
  return { username, display_name, color: '#0a7e0a', role: 'editor', online: true, last_seen: null };
}

/** gettext's part: numbers and names are put in as text. */
export const words: Words = {
  __: (text, ...values) => filled(text, values),
  _n: (one, many, count, ...values) => filled(count === 1 ? one : many, [count, ...values])
};

function filled(text: string, values: readonly unknown[]): string {
  return text.replace(/%(\d)/gu, (_all, number: string) => String(values[Number(number) - 1]));
}

/** What the panel asks of the program around it. */
export const open = vi.fn<Host['open']>();
export const confirm = vi.fn<Host['confirm']>();
export const notify = vi.fn<Host['notify']>();
export const download = vi.fn<Host['download']>();

/** The server of the test. */
export let room: FakeRoom;
/** Where the panel is. */
export let place: HTMLElement;
let root: Root;

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  TextSocket.accepted = [];
  confirm.mockResolvedValue(true);
  room = new FakeRoom();
  room.answers.set('GET /members', () => [200, { items: [member('ana', 'Ana'), member('bo', 'Bo')], next: null }]);
  room.answers.set('GET /documents', () => [
    200,
    { items: [{ id: 'd1', kind: 'document', path: 'maze.logo', deleted: false }], next: null }
  ]);
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
});

afterEach(async () => {
  await act(async () => {
    root.unmount();
    await settled();
  });
  place.remove();
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

/** A room whose members and programs are known. */
export async function enters(): Promise<RoomSession> {
  const session = room.enter(null, hello());
  await vi.waitFor(() => {
    expect(session.store.getState().loaded).toBe(true);
  });
  return session;
}

/** The panel comes into the page. */
export async function shows(panel: ReactNode): Promise<void> {
  const host: Host = {
    words,
    api: room.api,
    shelf: null,
    Markdown: () => null,
    FileIcon: () => null,
    open,
    kept: () => {
      throw new Error('the session has its own');
    },
    inviteLink: url => ({ link: url, reach: 'sign in' }),
    confirm,
    notify,
    download,
    copy: () => Promise.resolve()
  };
  await act(async () => {
    root.render(createElement(HostProvider, { value: host }, panel));
    await settled();
  });
}

/** Wait until an expectation holds. */
export async function sees(expectation: () => void): Promise<void> {
  await vi.waitFor(async () => {
    await act(() => new Promise(done => realSetTimeout(done, 5)));
    expectation();
  });
}

/** Something is done, and all that follows. */
export async function does(what: () => void): Promise<void> {
  await act(async () => {
    what();
    await settled();
  });
}

/** A click on the button with a text on it. */
export async function clicks(name: string): Promise<void> {
  const found = [...place.querySelectorAll('button')].find(each => each.textContent === name);
  if (!found) {
    throw new Error(`there is no button "${name}" in ${place.innerHTML}`);
  }
  await does(() => {
    found.click();
  });
}

/** Another value of the field with a label. */
export async function chooses(label: string, value: string): Promise<void> {
  const field = place.querySelector<HTMLSelectElement | HTMLInputElement>(`[aria-label="${label}"]`);
  if (!field) {
    throw new Error(`there is no field "${label}"`);
  }
  await does(() => {
    // React watches the property of the element itself: go around it, as a browser does.
    Object.getOwnPropertyDescriptor(Object.getPrototypeOf(field), 'value')?.set?.call(field, value);
    field.dispatchEvent(new Event(field instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
  });
}
