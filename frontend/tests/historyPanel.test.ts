// @vitest-environment jsdom
import { createElement } from 'react';
import { beforeEach, describe, expect, it } from 'vitest';

import type { Revision } from '../src/core/records';
import { HistoryPanel } from '../src/ui/history/HistoryPanel';
import { createSidebarStore } from '../src/ui/sidebarStore';
import { TextSocket } from './fakeRoom';
import { chooses, clicks, confirm, does, enters, member, notify, place, room, sees, shows } from './historyHarness';

const REVISIONS = 'GET /documents/d1/revisions';
const DIFF = '--- maze.logo\tseq 4\n+++ maze.logo\tseq 9\n@@ -1,2 +1,2 @@\n fd 10\n-rt 90\n+lt 90\n';

function revision(seq: number, first_seq: number, author: string): Revision {
  const at = '2026-01-01T10:00:00Z';
  return { seq, first_seq, author, started_at: at, ended_at: at, added: seq, removed: 1 };
}

const LIST = [revision(9, 7, 'bo'), revision(6, 5, 'ana'), revision(4, 2, ':disk')];

let diffs: string[];

beforeEach(() => {
  diffs = [];
  const texts = [[9, 'fd 10\nlt 90\n'], [6, 'six'], [4, 'fd 10\nrt 90\n']] as const;
  room.answers.set(REVISIONS, () => [200, { items: LIST, next: null }]);
  for (const [seq, content] of texts) {
    room.answers.set(`GET /documents/d1/revisions/${seq}`, () => [200, { seq, author: 'ana', at: '', content }]);
  }
  room.answers.set('GET /documents/d1/diff', (_body, query) => {
    diffs.push(`${query.get('from')}-${query.get('to')}`);
    return [200, { from: 0, to: 0, diff: DIFF }];
  });
});

async function opens(document: string | null = 'd1', currentText?: () => string): Promise<void> {
  await shows(createElement(HistoryPanel, { session: await enters(), document, currentText, sidebar: createSidebarStore() }));
}

/** The versions in the list, and a click on one. */
function versions(): HTMLElement[] {
  return [...place.querySelectorAll<HTMLElement>('.tw-Item')];
}

async function looksAt(index: number): Promise<void> {
  await sees(() => {
    expect(versions()).toHaveLength(3);
  });
  await does(() => versions()[index]?.click());
}

const code = (): string => place.querySelector('.tw-Lines')?.textContent ?? '';
const problem = (): string => place.querySelector('[role="alert"]')?.textContent ?? '';

describe('the history of a program', () => {
  it('needs one', async () => {
    await opens(null);
    expect(place.textContent).toBe('Open a program of this room to see its history.');
    await opens('gone');
    expect(place.textContent).toBe('Open a program of this room to see its history.');
  });

  it('lists its versions with authors, times and sizes', async () => {
    await opens();
    await sees(() => {
      expect(versions().map(each => each.querySelector('bdi')?.textContent)).toEqual(['Bo', 'Ana', 'The disk']);
    });
    expect(versions()[0]?.textContent).toContain('+9 −1');
    expect(versions()[0]?.querySelector('time')?.title).toContain('2026');
  });

  it('shows a version as text, and says whether that is how it is now', async () => {
    let now = 'something else';
    await opens('d1', () => now);
    await looksAt(2);
    await sees(() => {
      expect(code()).toBe('  fd 10\n  rt 90\n');
    });
    expect(place.textContent).not.toContain('The program is like this now.');
    await clicks('All versions');
    now = 'fd 10\nlt 90\n';
    await looksAt(0);
    await sees(() => {
      expect(place.textContent).toContain('The program is like this now.');
    });
  });

  it('compares with now and with the version before, by signs and words', async () => {
    await opens();
    await looksAt(1);
    await clicks('Compare with now');
    await sees(() => {
      expect(code()).toBe('… -1,2 +1,2\n  fd 10\n− removed: rt 90\n+ added: lt 90\n');
    });
    const kinds = [...place.querySelectorAll<HTMLElement>('[data-kind]')].map(each => each.dataset.kind);
    expect(kinds).toEqual(['place', 'same', 'removed', 'added']);
    await clicks('What changed here');
    await sees(() => {
      expect(diffs).toEqual(['6-9', '4-6']);
    });
  });

  it('compares any two, from the earlier one to the later one', async () => {
    await opens();
    await looksAt(1);
    await clicks('Compare with another');
    await sees(() => {
      expect(code()).toContain('+ added: lt 90');
    });
    const choice = place.querySelector('select');
    expect([...(choice?.options ?? [])].map(each => each.textContent.split(',')[0])).toEqual(['Bo', 'The disk']);
    await chooses('Compare with', '4');
    await sees(() => {
      expect(diffs).toEqual(['6-9', '4-6']);
    });
  });

  it('says that there is no other version', async () => {
    room.answers.set(REVISIONS, () => [200, { items: LIST.slice(0, 1), next: null }]);
    await opens();
    await sees(() => {
      expect(versions()).toHaveLength(1);
    });
    await does(() => versions()[0]?.click());
    await clicks('Compare with another');
    expect(place.textContent).toContain('There is no other version yet.');
  });

  it('has nothing before its first version: all of that is new', async () => {
    await opens();
    await looksAt(2);
    await clicks('What changed here');
    await sees(() => {
      expect(code()).toBe('+ added: fd 10\n+ added: rt 90\n');
    });
    expect(diffs).toEqual([]);
  });

  it('says that there is no difference, or why there is nothing to see, and tries again', async () => {
    room.answers.set('GET /documents/d1/diff', () => [503, { error: { code: 'busy', message: 'Too many.', reason: '' } }]);
    await opens();
    await looksAt(0);
    await clicks('Compare with now');
    await sees(() => {
      expect(problem()).toContain('Too many.');
    });
    room.answers.set('GET /documents/d1/diff', () => [200, { from: 9, to: 9, diff: '' }]);
    await clicks('Try again');
    await sees(() => {
      expect(place.textContent).toContain('There is no difference.');
    });
    expect(problem()).toBe('');
  });

  it('stays at the version one looks at while others write', async () => {
    await opens();
    await looksAt(0);
    await clicks('Compare with now');
    room.answers.set(REVISIONS, () => [200, { items: [revision(12, 7, 'bo'), ...LIST.slice(1)], next: null }]);
    await does(() => {
      TextSocket.last.tell({ type: 'activity', seq: 13, actor: 'bo', verb: 'document.edited', document: 'd1', detail: {}, at: '' });
    });
    await sees(() => {
      expect(diffs).toEqual(['9-9', '9-12']);
    });
    expect(place.querySelector('.tw-Version')).not.toBeNull();
  });
});

describe('going back', () => {
  beforeEach(() => {
    room.answers.set('POST /documents/d1/restore', () => [200, { seq: 10, undo_seq: 9 }]);
  });

  it('is asked about, done, said, and can be undone', async () => {
    await opens();
    await looksAt(2);
    await clicks('Go back to this version');
    expect(confirm).toHaveBeenCalledOnce();
    await sees(() => {
      expect(room.of('POST /documents/d1/restore')).toEqual([{ seq: 4 }]);
    });
    expect(versions()).toHaveLength(3);
    const action = notify.mock.calls[0]?.[0].action;
    expect(action?.label).toBe('Undo');
    await does(() => action?.run());
    expect(room.of('POST /documents/d1/restore')).toEqual([{ seq: 4 }, { seq: 9 }]);
  });

  it('is not done without a yes', async () => {
    confirm.mockResolvedValue(false);
    await opens();
    await looksAt(2);
    await clicks('Go back to this version');
    expect(room.of('POST /documents/d1/restore')).toEqual([]);
    expect(notify).not.toHaveBeenCalled();
  });

  it('tells why it was refused', async () => {
    room.answers.set('POST /documents/d1/restore', () => [403, { error: { code: 'locked', message: 'Locked.', reason: '' } }]);
    await opens();
    await looksAt(2);
    await clicks('Go back to this version');
    await sees(() => {
      expect(notify).toHaveBeenCalledWith({ kind: 'error', text: 'Locked.' });
    });
    expect(place.querySelector('.tw-Version')).not.toBeNull();
  });

  it('is not offered to who may not write', async () => {
    const session = await enters();
    await shows(createElement(HistoryPanel, { session, document: 'd1', sidebar: createSidebarStore() }));
    await does(() => {
      TextSocket.last.tell({ ...member('ana', 'Ana'), role: 'viewer', type: 'member.updated', seq: 11 });
    });
    await looksAt(2);
    expect(place.textContent).not.toContain('Go back to this version');
  });

  it('is not offered in a room that is over', async () => {
    const session = await enters();
    await shows(createElement(HistoryPanel, { session, document: 'd1', sidebar: createSidebarStore() }));
    await looksAt(2);
    expect(place.textContent).toContain('Go back to this version');
    await does(() => {
      TextSocket.last.end(4404);
    });
    expect(place.textContent).not.toContain('Go back to this version');
  });
});
