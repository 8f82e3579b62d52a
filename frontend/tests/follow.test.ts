// @vitest-environment jsdom
/** Following somebody: when the view goes along, when it is left alone, and what ends it. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import * as Y from 'yjs';

import type { Presence } from '../src/core/records';
import { RoomList } from '../src/core/roomList';
import type { Edited } from '../src/lab/sidebar/editing';
import { Follower } from '../src/lab/sidebar/follow';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { words } from './fakeHost';
import { FakeRoom, hello, person, ROOM, settled, TextSocket } from './fakeRoom';

const TEXT = 'FORWARD 10\nRIGHT 90\nEND';
const PROGRAM = {
  id: 'd1',
  room: 'r1',
  path: 'maze.logo',
  language: 'logo',
  size: 23,
  updated_at: '2026-01-01T10:00:00Z',
  updated_by: 'bo',
  history_id: 'h1',
  deleted: false,
  content: null
};

let doc: Y.Doc;
let node: HTMLElement;
let front: Edited | null;
let seen: { line: number; column: number }[];
let caretTop: number;
let follower: Follower;
const store = createSidebarStore();

function anEditor(): Edited {
  const ysource = doc.getText('source');
  const editor = {
    model: { sharedModel: { ysource } },
    lineCount: 3,
    getLine: (line: number) => TEXT.split('\n')[line],
    getCoordinateForPosition: () => ({ top: caretTop, bottom: caretTop + 10 }),
    revealPosition: (position: { line: number; column: number }) => seen.push(position),
    editor: { scrollDOM: { getBoundingClientRect: () => ({ top: 0, bottom: 100 }) } }
  };
  return { widget: { node }, editor, room: ROOM, document: 'd1' } as unknown as Edited;
}

async function moves(username: string, where: Partial<Presence>): Promise<void> {
  TextSocket.last.tell({ type: 'presence', seq: null, ...person(username, { document: 'd1', ...where }) });
  await settled();
}

beforeEach(async () => {
  const room = new FakeRoom();
  room.answers.set('GET /documents', () => [200, { items: [PROGRAM], next: null }]);
  const session = room.enter(null, hello({ presence: [person('bo'), person('cy')] }));
  const list = new RoomList(room.api, () => session);
  list.store.setState({ session });
  await vi.waitUntil(() => session.store.getState().loaded);
  doc = new Y.Doc();
  doc.getText('source').insert(0, TEXT);
  node = document.body.appendChild(document.createElement('div'));
  seen = [];
  caretTop = 500; // out of view
  front = anEditor();
  follower = new Follower({
    editing: { current: () => front, open: () => Promise.resolve(), onChange: () => undefined },
    list,
    store,
    trans: words as unknown as TranslationBundle
  });
  await moves('bo', { line: 2, column: 3 });
  store.setState({ following: 'bo' });
  await settled();
});

afterEach(() => {
  follower.dispose();
  document.body.replaceChildren();
});

it('frames the editor in their colour, says how to end it, and brings their line into view', () => {
  expect(node.classList.contains('tw-mod-following')).toBe(true);
  expect(node.style.getPropertyValue('--tw-followed-color')).toBe('#0a7e0a');
  expect(node.querySelector('[role="status"]')?.textContent).toContain('You follow');
  expect(seen).toEqual([{ line: 1, column: 3 }]);
});

it('does not tear back who scrolls away while others move, and scrolls only when the caret is out of view', async () => {
  await moves('cy', { line: 1, column: 0 });
  await moves('bo', { line: 2, column: 3, status: 'idle' });
  expect(seen).toHaveLength(1);
  caretTop = 50;
  await moves('bo', { line: 3, column: 1 });
  expect(seen).toHaveLength(1);
  caretTop = 500;
  await moves('bo', { line: 3, column: 2 });
  expect(seen.at(-1)).toEqual({ line: 2, column: 2 });
});

it('goes to the nearest place where the text is shorter here', async () => {
  await moves('bo', { line: 40, column: 99 });
  expect(seen.at(-1)).toEqual({ line: 2, column: 3 });
});

it('ends with whatever one does to the text oneself, and not with what others do', () => {
  const other = new Y.Doc();
  Y.applyUpdate(other, Y.encodeStateAsUpdate(doc));
  other.getText('source').insert(0, 'PENDOWN\n');
  Y.applyUpdate(doc, Y.encodeStateAsUpdate(other));
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'ArrowDown' }));
  expect(store.getState().following).toBe('bo');
  doc.getText('source').delete(0, 1); // by a key, a menu, undo: all are local
  expect(store.getState().following).toBeNull();
  expect(node.classList.contains('tw-mod-following')).toBe(false);
  expect(node.querySelector('.tw-Following')).toBeNull();
});

it('ends with Escape, with its button, and when they leave', async () => {
  window.dispatchEvent(new KeyboardEvent('keydown', { key: 'Escape' }));
  await vi.waitUntil(() => store.getState().following === null);
  store.setState({ following: 'bo' });
  await settled();
  node.querySelector('button')?.click();
  expect(store.getState().following).toBeNull();
  store.setState({ following: 'bo' });
  await settled();
  await moves('bo', { tabs: 0 });
  expect(store.getState().following).toBeNull();
});

it('frames the program as soon as it is open', async () => {
  front = null;
  store.setState({ following: null });
  store.setState({ following: 'bo' });
  await settled();
  expect(node.classList.contains('tw-mod-following')).toBe(false);
  front = anEditor();
  await moves('bo', { line: 1, column: 1 });
  expect(node.classList.contains('tw-mod-following')).toBe(true);
});

it('goes on where Escape closes something that was opened since', async () => {
  const dialog = document.body.appendChild(document.createElement('div'));
  dialog.addEventListener('keydown', event => {
    event.preventDefault();
    event.stopPropagation();
  });
  const escape = new KeyboardEvent('keydown', { key: 'Escape', bubbles: true, cancelable: true });
  dialog.dispatchEvent(escape);
  expect(escape.defaultPrevented).toBe(true);
  await new Promise(done => setTimeout(done)); // behind the follower's own
  expect(store.getState().following).toBe('bo');
});
