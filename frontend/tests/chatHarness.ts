/** The chat panel in a page, with a fake room and a fake program around it. */

import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';
import { act, createElement } from 'react';
import { afterEach, beforeEach, expect, vi } from 'vitest';

import type { Member, Message } from '../src/core/records';
import type { RoomSession } from '../src/core/roomSession';
import { ChatPanel } from '../src/ui/chat/ChatPanel';
import type { Host } from '../src/ui/host';
import { HostProvider } from '../src/ui/host';
import { FakeRoom, hello, settled, TextSocket } from './fakeRoom';

const realSetTimeout = globalThis.setTimeout;
/** What must never become a part of the page. */
export const EVIL = '<img src=x onerror="alert(1)"><script>alert(2)</script>';

/** A member, an editor. */
export function member(username: string, display_name: string): Member {
  return { username, display_name, color: '#0a7e0a', role: 'editor', online: true, last_seen: null };
}

const PROGRAM = { id: 'd1', kind: 'document', path: 'maze.logo', deleted: false };

/** gettext's part: numbers and names are put in as text. */
function filled(text: string, values: readonly unknown[]): string {
  return text.replace(/%(\d)/gu, (_all, number: string) => String(values[Number(number) - 1]));
}

function fakeHost(room: FakeRoom): Host {
  return {
    words: {
      __: (text, ...values) => filled(text, values),
      _n: (one, many, count, ...values) => filled(count === 1 ? one : many, [count, ...values])
    },
    api: room.api,
    shelf: localStorage,
    Markdown: ({ text }) => createElement('div', { className: 'markdown' }, text),
    FileIcon: () => createElement('i'),
    open,
    kept: () => {
      throw new Error('the session has its own');
    },
    inviteLink: url => ({ link: url, reach: 'sign in' }),
    confirm,
    notify,
    download: vi.fn(),
    copy: () => Promise.resolve()
  };
}

let root: Root;
/** Where the panel is. */
export let place: HTMLElement;
/** The server of the test. */
export let room: FakeRoom;
let host: Host;
/** What the panel asks of the program around it. */
export const open = vi.fn<Host['open']>();
export const confirm = vi.fn<Host['confirm']>();
export const notify = vi.fn<Host['notify']>();

beforeEach(() => {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  Element.prototype.scrollIntoView = () => undefined; // jsdom has no layout
  TextSocket.accepted = [];
  localStorage.clear();
  confirm.mockResolvedValue(true);
  room = new FakeRoom();
  host = fakeHost(room);
  room.answers.set('GET /members', () => [200, { items: [member('ana', 'Ana'), member('bo', 'Bo'), member('cy', 'Eva Müller')], next: null }]);
  room.answers.set('GET /documents', () => [200, { items: [PROGRAM], next: null }]);
  room.answers.set('GET api/timewarp', () => [200, { limits: { max_message_chars: 20 } }]);
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
});

afterEach(async () => {
  await act(async () => {
    root.unmount();
    await settled();
  });
  place.remove();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.clearAllMocks();
  vi.unstubAllGlobals();
});

/** Wait until an expectation holds. */
export async function sees(expectation: () => void): Promise<void> {
  await vi.waitFor(async () => {
    // Timers that are over by now are the panel's, and what they do is to be seen.
    await act(() => new Promise(done => realSetTimeout(done, 10)));
    expectation();
  });
}

/** Milliseconds go by, on clocks that are not real. */
export async function passes(time: number): Promise<void> {
  await act(async () => {
    vi.advanceTimersByTime(time);
    await settled();
  });
}

/** The panel with these messages. */
export async function shows(messages: Message[], greeting = hello()): Promise<RoomSession> {
  room.answers.set('GET /messages', () => [200, { items: messages, next: null }]);
  return opens(greeting);
}

/** The panel, when its first page is there. */
export async function opens(greeting = hello()): Promise<RoomSession> {
  const session = room.enter(localStorage, greeting);
  await rendered(session);
  await sees(() => {
    expect(session.store.getState().loaded && session.chat.store.getState().hasOlder !== null).toBe(true);
  });
  return session;
}

/** The panel comes into the page. */
export async function rendered(session: RoomSession): Promise<void> {
  await act(async () => {
    root.render(createElement(HostProvider, { value: host }, createElement(ChatPanel, { session })));
    await settled();
  });
}

/** Another part of the room is shown. */
export async function leaves(): Promise<void> {
  await act(async () => {
    root.render(null);
    await settled();
  });
}

/** Where one writes. */
export function area(): HTMLTextAreaElement {
  const found = place.querySelector('textarea');
  if (!found) {
    throw new Error('there is no composer');
  }
  return found;
}

/** Another text in the composer. */
export async function types(text: string): Promise<void> {
  const element = area();
  await act(async () => {
    // React watches the property of the element itself: go around it, as a browser does.
    Object.getOwnPropertyDescriptor(HTMLTextAreaElement.prototype, 'value')?.set?.call(element, text);
    element.setSelectionRange(text.length, text.length);
    element.dispatchEvent(new Event('input', { bubbles: true }));
    await settled();
  });
}

/** A key in the composer. */
export async function presses(key: string, more: KeyboardEventInit = {}): Promise<void> {
  await act(async () => {
    area().dispatchEvent(new KeyboardEvent('keydown', { key, bubbles: true, cancelable: true, ...more }));
    await settled();
  });
}

/** The button with a text on it. */
export function button(name: string): HTMLButtonElement {
  const found = [...place.querySelectorAll('button')].find(each => each.textContent === name);
  if (!found) {
    throw new Error(`there is no button "${name}" in ${place.innerHTML}`);
  }
  return found;
}

/** A click on a button. */
export async function clicks(name: string): Promise<void> {
  await act(async () => {
    button(name).click();
    await settled();
  });
}
