/** A program around a panel, which keeps what is asked of it, and a page to put the panel into. */

import type { Root } from 'react-dom/client';
import { createRoot } from 'react-dom/client';
import type { ReactNode } from 'react';
import type * as React from 'react';
import { act, createElement, useLayoutEffect, useRef } from 'react';
import { vi } from 'vitest';

import type { RoomApi } from '../src/core/roomApi';
import { markMentions } from '../src/ui/chat/mentions';
import type { Host, MarkdownProps, Words } from '../src/ui/host';
import { HostProvider } from '../src/ui/host';
import { settled } from './fakeRoom';

export { member } from './fakeRoom';
export { EVIL } from './hostile';

const realSetTimeout = globalThis.setTimeout;
const MOMENT_MS = 10;

/** gettext's part: numbers and names are put in as text. */
export const words: Words = {
  __: (text, ...values) => filled(text, values),
  _n: (one, many, count, ...values) => filled(count === 1 ? one : many, [count, ...values])
};

function filled(text: string, values: readonly unknown[]): string {
  return text.replace(/%(\d)/gu, (_all, number: string) => String(values[Number(number) - 1]));
}

/** What panels ask of the program around them. */
export const open = vi.fn<Host['open']>();
export const confirm = vi.fn<Host['confirm']>();
export const notify = vi.fn<Host['notify']>();
export const progress = vi.fn<Host['progress']>();
export const download = vi.fn<Host['download']>();
export const become = vi.fn<Host['become']>();
export const copy = vi.fn<Host['copy']>();
export const signIn = vi.fn<Host['signIn']>();
export const save = vi.fn<Host['save']>();

/** A text as it is, with mentions as the real one marks them. */
function Markdown({ text, mentions }: MarkdownProps): React.JSX.Element {
  const node = useRef<HTMLDivElement>(null);
  useLayoutEffect(() => {
    if (node.current) {
      node.current.textContent = text;
      markMentions(node.current, mentions);
    }
  }, [text, mentions]);
  return createElement('div', { className: 'markdown', ref: node });
}

/** The program. Texts of messages stand in `.markdown` as they are. */
export function fakeHost(api: RoomApi): Host {
  return {
    words,
    api,
    shelf: localStorage,
    Markdown,
    FileIcon: () => createElement('i'),
    Icon: () => createElement('i'),
    open,
    kept: () => {
      throw new Error('the session has its own');
    },
    inviteLink: url => ({ link: url, reach: ['sign in'] }),
    confirm,
    notify,
    progress,
    download,
    save,
    tabPerson: null,
    become,
    signIn,
    copy
  };
}

/** Where the panel is. */
export let place: HTMLElement;
let root: Root;

/** An empty page. */
export function preparePage(): void {
  vi.stubGlobal('IS_REACT_ACT_ENVIRONMENT', true);
  Element.prototype.scrollIntoView = () => undefined; // jsdom has no layout
  localStorage.clear();
  confirm.mockResolvedValue(true);
  copy.mockResolvedValue(undefined);
  place = document.body.appendChild(document.createElement('div'));
  root = createRoot(place);
}

/** The page is closed. */
export async function closePage(): Promise<void> {
  await act(async () => {
    root.unmount();
    await settled();
  });
  place.remove();
  vi.useRealTimers();
  vi.restoreAllMocks();
  vi.clearAllMocks();
  vi.unstubAllGlobals();
}

/** A panel comes into the page; null takes it out. */
export async function puts(panel: ReactNode, api: RoomApi): Promise<void> {
  await does(() => {
    root.render(panel === null ? null : createElement(HostProvider, { value: fakeHost(api) }, panel));
  });
}

/** Something is done, and all that follows. */
export async function does(what: () => void): Promise<void> {
  await act(async () => {
    what();
    await settled();
  });
}

/** Wait until an expectation holds. */
export async function sees(expectation: () => void): Promise<void> {
  await vi.waitFor(async () => {
    // Timers that are over by now are the panel's, and what they do is to be seen.
    await act(() => new Promise(done => realSetTimeout(done, MOMENT_MS)));
    expectation();
  });
}

/** The button with a text on it. */
export function button(name: string): HTMLButtonElement {
  const found = [...place.querySelectorAll('button')].find(
    each => each.textContent === name || each.getAttribute('aria-label') === name
  );
  if (!found) {
    throw new Error(`there is no button "${name}" in ${place.innerHTML}`);
  }
  return found;
}

/** A click on a button. */
export async function clicks(name: string): Promise<void> {
  await does(() => {
    button(name).click();
  });
}

/** The field with a label, written or spoken. */
export function field(label: string): HTMLSelectElement | HTMLInputElement {
  const named = [...place.querySelectorAll('label')].find(each => each.textContent.trim() === label);
  const found =
    named?.control ?? place.querySelector(`[aria-label="${label}"]`);
  if (found instanceof HTMLInputElement || found instanceof HTMLSelectElement) {
    return found;
  }
  throw new Error(`there is no field "${label}" in ${place.innerHTML}`);
}

/** Another value of the field with a label. */
export async function chooses(label: string, value: string): Promise<void> {
  await does(() => {
    setValue(field(label), value);
  });
}

/** As if a person did it: React watches the property of the element itself, so go around it, as a browser does. */
export function setValue(element: HTMLElement, value: string): void {
  Object.getOwnPropertyDescriptor(Object.getPrototypeOf(element), 'value')?.set?.call(element, value);
  element.dispatchEvent(new Event(element instanceof HTMLSelectElement ? 'change' : 'input', { bubbles: true }));
}
