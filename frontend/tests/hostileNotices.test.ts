// @vitest-environment jsdom
/** Names and messages of the same kinds where no panel of ours shows them: in notices, tooltips, JupyterLab's own list. */

import { Notification as LabNotification } from '@jupyterlab/apputils';
import { nullTranslator } from '@jupyterlab/translation';
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

import { createCollaborationStore } from '../src/core/collaboration';
import { RoomList } from '../src/core/roomList';
import { unkept } from '../src/lab/preferences/preferences';
import { announceCalls } from '../src/lab/sidebar/calls';
import { announceRenames } from '../src/lab/sidebar/renames';
import { nameInStockPanel } from '../src/lab/sidebar/stockPanel';
import { statusText } from '../src/lab/status/text';
import { initialsOf } from '../src/ui/common/Avatar';
import { FakeRoom, hello, member, message, person, posted, ROOM, settled, TextSocket } from './fakeRoom';
import { TEXTS } from './hostile';

vi.mock('@jupyterlab/apputils', () => ({ Notification: { info: vi.fn() } }));

const trans = nullTranslator.load('');
/** No more characters than that are read while a notice is there. */
const MOST = 450;
const LONE_SURROGATE = /\p{Cs}/u;
/** A name stands between marks of its own, and nothing inside ends them. */
const ISOLATED = /\u2068[^\u2068\u2069]*\u2069/gu;
const TURNING = /[\u202a-\u202e\u2066\u2067]/u;

class DesktopNotice {
  static permission = 'granted';
  static shown: DesktopNotice[] = [];
  readonly body: string;

  constructor(readonly title: string, options: { body: string }) {
    this.body = options.body;
    DesktopNotice.shown.push(this);
  }
}

let room: FakeRoom;
let list: RoomList;
let isFocused: boolean;

beforeEach(() => {
  TextSocket.accepted = [];
  DesktopNotice.shown = [];
  room = new FakeRoom();
  list = new RoomList(room.api, () => room.enter(null, hello({ presence: [person('ana')] })));
  vi.stubGlobal('Notification', DesktopNotice);
  isFocused = false;
  vi.spyOn(document, 'hasFocus').mockImplementation(() => isFocused);
  return () => {
    unkept.choose({ desktopNotifications: false });
    vi.unstubAllGlobals();
    vi.restoreAllMocks();
    vi.clearAllMocks();
  };
});

/** Somebody with this name is in the room. */
async function enters(name: string): Promise<void> {
  room.answers.set('GET /members', () => [200, { items: [member('ana', 'Ana'), member('bo', name)], next: null }]);
  list.enter(ROOM);
  await settled();
}

/** What a notice says outside of names: nothing there turns it around. */
function expectReadable(text: string): void {
  expect(Array.from(text).length).toBeLessThan(MOST);
  expect(text).not.toMatch(LONE_SURROGATE);
  expect(text.replace(ISOLATED, '')).not.toMatch(TURNING);
}

function noticed(): string[] {
  return vi.mocked(LabNotification.info).mock.calls.map(([text]) => text);
}

describe.each(Object.entries(TEXTS))('%s', (_kind, text) => {
  it('is put into the notice of a call', async () => {
    announceCalls({ list, preferences: unkept, trans, isLookedAt: () => false, showChat: vi.fn() });
    unkept.choose({ desktopNotifications: true });
    await enters(text);
    TextSocket.last.tell(posted(message(9, text, { mentions: ['ana'] })));
    const [said = ''] = noticed();
    expect(said.match(ISOLATED)).toHaveLength(2);
    expectReadable(said);
    const [{ title, body } = { title: '', body: '' }] = DesktopNotice.shown;
    expect(title).toMatch(/^\u2068.*\u2069 calls you$/u);
    expectReadable(title);
    expect(Array.from(body).length).toBeLessThan(MOST);
  });

  it('is put into the notice of a new name', async () => {
    announceRenames(list, () => 'd1', trans);
    await enters(text);
    const detail = { before: text, path: text };
    TextSocket.last.tell({ type: 'activity', seq: 9, actor: 'bo', verb: 'document.renamed', document: 'd1', detail, at: ROOM.created_at });
    const [said = ''] = noticed();
    expect(said.match(ISOLATED)).toHaveLength(3);
    expectReadable(said);
  });

  it('is put into the tooltip of the status', () => {
    const { detail } = statusText(createCollaborationStore().getState(), text, trans);
    expectReadable(detail);
    const connected = { ...createCollaborationStore().getState(), connection: 'connected' as const, synced: true };
    const told = statusText({ ...connected, access: 'writable' }, text, trans).detail;
    expect(told.match(ISOLATED)).toHaveLength(1);
    expectReadable(told);
  });

  it("stands in JupyterLab's list of who is online, with initials that are whole characters", async () => {
    const awareness = new Awareness(new Y.Doc());
    awareness.setLocalStateField('user', { username: 'ana', display_name: 'x', color: '#111' });
    nameInStockPanel(awareness, list, initialsOf);
    room.answers.set('GET /members', () => [200, { items: [member('ana', text)], next: null }]);
    list.enter(ROOM);
    await settled();
    const user = awareness.getLocalState()?.user as Record<string, string>;
    expect([user.display_name, user.color]).toEqual([text, '#0a7e0a']);
    expect(user.initials).not.toMatch(LONE_SURROGATE);
    awareness.destroy();
  });
});

describe('somebody who is called', () => {
  it.each([
    [false, true, 1],
    [true, true, 0],
    [false, false, 0]
  ])('with the focus here: %s, notices on the desktop: %s, is told there %d times', async (here, wanted, times) => {
    isFocused = here;
    announceCalls({ list, preferences: unkept, trans, isLookedAt: () => false, showChat: vi.fn() });
    unkept.choose({ desktopNotifications: wanted });
    await enters('Bo');
    TextSocket.last.tell(posted(message(9, 'help', { mentions: ['ana'] })));
    expect(DesktopNotice.shown).toHaveLength(times);
    expect(noticed()).toEqual(['\u2068Bo\u2069 calls you: \u2068help\u2069']);
  });
});
