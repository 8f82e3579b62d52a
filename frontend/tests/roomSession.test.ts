import { beforeEach, describe, expect, it, vi } from 'vitest';

import type { Presence } from '../src/core/records';
import type { RoomSession } from '../src/core/roomSession';
import { isHandUp } from '../src/core/roomState';
import { lookOf } from '../src/ui/chat/people';
import { FakeRoom, hello, member, message, person, posted, ROOM, settled, TextSocket } from './fakeRoom';

beforeEach(() => {
  TextSocket.accepted = [];
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'setInterval', 'clearInterval', 'Date'] });
  return () => {
    vi.useRealTimers();
  };
});

describe('the events socket', () => {
  it('tells when it comes back, and that it never will', () => {
    const session = new FakeRoom().enter();
    TextSocket.last.end(1006);
    expect(session.store.getState().connection).toBe('reconnecting');
    expect(session.store.getState().retryAt).toBeGreaterThan(Date.now());
    vi.advanceTimersByTime(2_000);
    TextSocket.last.open();
    TextSocket.last.tell({ type: 'error', seq: null, code: 'not_a_member', message: 'You were removed.', reason: '' });
    TextSocket.last.end(4403);
    expect(session.isOut).toBe(true);
    expect(session.store.getState().problem).toBe('You were removed.');
    vi.advanceTimersByTime(60_000);
    expect(TextSocket.accepted).toHaveLength(2);
  });
});

describe('a room in a tab', () => {
  it('knows who is here, and who has left', () => {
    const session = new FakeRoom().enter(null, hello({ presence: [person('ana'), person('bo')] }));
    TextSocket.last.tell({ type: 'presence', seq: null, ...person('bo', { line: 3 }) });
    expect(session.store.getState().presence.bo?.line).toBe(3);
    TextSocket.last.tell({ type: 'presence', seq: null, ...person('bo', { tabs: 0 }) });
    expect(Object.keys(session.store.getState().presence)).toEqual(['ana']);
  });

  it('keeps the name and colour of who leaves, is removed, or was only a guest', async () => {
    const room = new FakeRoom();
    room.answers.set('GET /members', (_body, query) => {
      const former = query.get('former') === 'true' ? [{ ...member('cy', 'Cy'), role: null }] : [];
      return [200, { items: [member('ana', 'Ana'), member('bo', 'Bo'), ...former], next: null }];
    });
    const ana = person('ana', { display_name: 'Ana' });
    const guest = person('teo', { display_name: 'Teo', color: '#d81111' });
    const session = room.enter(null, hello({ presence: [ana, guest] }));
    await settled();
    const look = (username: string): string => lookOf(session.store.getState(), username).name;
    TextSocket.last.tell({ type: 'member.removed', seq: 8, username: 'bo' });
    expect(session.store.getState().members.bo?.role).toBeNull();
    TextSocket.last.tell({ type: 'presence', seq: null, ...guest, color: '#0a7e0a', tabs: 0 });
    expect(['ana', 'bo', 'cy', 'teo'].map(look)).toEqual(['Ana', 'Bo', 'Cy', 'Teo']);
    TextSocket.last.tell({ type: 'presence', seq: null, ...guest, display_name: 'Teodor' });
    expect(look('teo'), 'who is here again is called as they are now').toBe('Teodor');
    await session.reload();
    TextSocket.last.tell(hello({ resumed: true, presence: [ana] }));
    expect([look('teo'), look('bo')], 'also of a guest who went while nobody told').toEqual(['Teodor', 'Bo']);
    TextSocket.last.end(4404);
    expect(look('ana')).toBe('Ana');
  });

  it('takes a new name and colour from who is here for all that they have written', async () => {
    const room = new FakeRoom();
    room.answers.set('GET /members', () => [200, { items: [member('ana', 'Ana'), member('bo', 'Bo')], next: null }]);
    const bo = person('bo', { display_name: 'Bo' });
    const session = room.enter(null, hello({ presence: [person('ana', { display_name: 'Ana' }), bo] }));
    await settled();
    const before = session.store.getState().members;
    TextSocket.last.tell({ type: 'presence', seq: null, ...bo, line: 3 });
    expect(session.store.getState().members, 'a step changes no member').toBe(before);
    const blue = { ...bo, display_name: 'Boris', color: '#3a69c6' };
    TextSocket.last.tell({ type: 'presence', seq: null, ...blue });
    TextSocket.last.tell({ type: 'presence', seq: null, ...blue, tabs: 0 });
    expect(lookOf(session.store.getState(), 'bo')).toEqual({ name: 'Boris', color: '#3a69c6' });
    expect(session.store.getState().members.bo?.role).toBe('editor');
    TextSocket.last.tell(hello({ resumed: true, presence: [{ ...blue, color: '#d81111' }] }));
    expect(lookOf(session.store.getState(), 'bo').color).toBe('#d81111');
  });

  it('asks once after somebody who was never here', async () => {
    const room = new FakeRoom();
    const session = room.enter(null, hello({ presence: [person('ana')] }));
    await settled();
    room.answers.set('GET /members', () => [200, { items: [{ ...member('zoe', 'Zoe'), role: null }], next: null }]);
    const asked = (): number => room.of('GET /members').length;
    const happens = (seq: number, actor: string): void => {
      TextSocket.last.tell({ ...done, type: 'activity', seq, actor });
    };
    const done = { verb: 'document.edited', document: 'd1', detail: {}, at: '2026-01-01T10:00:00Z' };
    for (const actor of ['ana', ':disk', ':server']) {
      happens(8, actor);
    }
    expect(asked()).toBe(1);
    happens(9, 'zoe');
    happens(10, 'zoe');
    await settled();
    expect(lookOf(session.store.getState(), 'zoe').name).toBe('Zoe');
    TextSocket.last.tell(posted(message(11, 'hi', { author: 'who' })));
    TextSocket.last.tell(posted(message(12, 'hi', { author: 'who' })));
    await settled();
    expect(asked(), 'also where there is nothing to learn').toBe(3);
  });

  it('keeps the own role when the room changes, and takes a new one at once', () => {
    const session = new FakeRoom().enter();
    const { role: _role, seq: _seq, ...shared } = ROOM;
    TextSocket.last.tell({ type: 'room.updated', seq: 8, ...shared, locked: true });
    expect(session.store.getState().room).toMatchObject({ locked: true, role: 'owner', seq: 8 });
    TextSocket.last.tell({
      type: 'member.updated',
      seq: 9,
      username: 'ana',
      display_name: 'Ana',
      color: '#0a7e0a',
      role: 'viewer',
      online: true,
      last_seen: null
    });
    expect(session.store.getState().role).toBe('viewer');
  });

  it('follows its programs as they are made, renamed and deleted', () => {
    const session = new FakeRoom().enter();
    const program = {
      id: 'd1',
      kind: 'document' as const,
      room: 'r1',
      path: 'a.logo',
      language: 'logo',
      size: null,
      updated_at: '2026-01-01T10:00:00Z',
      updated_by: 'bo',
      history_id: 'h',
      deleted: false
    };
    const paths = (): string[] => Object.values(session.store.getState().documents).map(each => each.path);
    TextSocket.last.tell({ ...program, type: 'document.created', seq: 8 });
    TextSocket.last.tell({ ...program, type: 'document.renamed', seq: 9, path: 'b.logo' });
    expect(paths()).toEqual(['b.logo']);
    TextSocket.last.tell({ ...program, type: 'document.deleted', seq: 10, deleted: true });
    expect(paths()).toEqual([]);
    TextSocket.last.tell({ ...program, type: 'document.restored', seq: 11 });
    expect(paths()).toEqual(['a.logo']);
  });

  it('reads its listings after a greeting that does not resume', async () => {
    const room = new FakeRoom();
    const program = { id: 'd1', kind: 'document', path: 'a.logo', deleted: false };
    room.answers.set('GET /documents', () => [200, { items: [program, { id: null, kind: 'file', path: 'x.png' }], next: null }]);
    const session = room.enter();
    await settled();
    expect(Object.keys(session.store.getState().documents)).toEqual(['d1']);
    expect(session.store.getState().files.map(file => file.path)).toEqual(['x.png']);
    const before = room.asked.length;
    TextSocket.last.tell(hello({ resumed: true }));
    await settled();
    expect(room.asked).toHaveLength(before);
  });

  it('says again where it is when it has come back', () => {
    const session = new FakeRoom().enter();
    session.setPlace({ document: 'd1', line: 4, column: 2 });
    session.raiseHand(true);
    TextSocket.last.end(1006);
    vi.advanceTimersByTime(2_000);
    TextSocket.last.open();
    TextSocket.last.tell(hello({ resumed: true }));
    expect(TextSocket.last.said).toEqual([
      { type: 'presence.set', document: 'd1', line: 4, column: 2, status: 'active', hand: true }
    ]);
  });

  describe('my hand', () => {
    const UP = '2026-01-01T10:00:00Z';
    let session: RoomSession;

    beforeEach(() => {
      session = new FakeRoom().enter(null, hello({ presence: [person('ana')] }));
    });

    function seen(at: string | null, more: Partial<Presence> = {}): void {
      TextSocket.last.tell({ type: 'presence', seq: null, ...person('ana', { hand_raised_at: at, ...more }) });
    }

    function comesBack(at: string | null, tabs = 1): void {
      TextSocket.last.end(1006);
      vi.advanceTimersByTime(2_000);
      TextSocket.last.open();
      TextSocket.last.tell(hello({ resumed: true, presence: [person('ana', { hand_raised_at: at, tabs })] }));
    }

    function hand(): [up: boolean, wanted: boolean | null] {
      const state = session.store.getState();
      return [isHandUp(state), state.hand];
    }

    it('is up at once, and as the server says from when it says so', () => {
      session.raiseHand(true);
      expect(hand()).toEqual([true, true]);
      seen(null, { line: 3 }); // said before the server heard of it
      expect(hand()).toEqual([true, true]);
      seen(UP);
      expect(hand()).toEqual([true, null]);
      seen(null);
      expect(hand()).toEqual([false, null]);
    });

    it('raised without a connection is told with the next one', () => {
      TextSocket.last.end(1006);
      session.raiseHand(true);
      expect(hand()).toEqual([true, true]);
      vi.advanceTimersByTime(2_000);
      TextSocket.last.open();
      TextSocket.last.tell(hello({ resumed: true, presence: [person('ana')] }));
      expect(TextSocket.last.said).toMatchObject([{ type: 'presence.set', hand: true }]);
      seen(UP);
      expect(hand()).toEqual([true, null]);
    });

    it('stays up over a reconnect, though the server has taken it down meanwhile', () => {
      session.raiseHand(true);
      seen(UP);
      comesBack(null);
      expect(hand()).toEqual([true, true]);
      expect(TextSocket.last.said).toMatchObject([{ type: 'presence.set', hand: true }]);
    });

    it('is what another tab of mine makes it', () => {
      expect(TextSocket.last.said[0]).not.toHaveProperty('hand');
      seen(UP, { tabs: 2 });
      comesBack(null, 2); // lowered there meanwhile
      expect(hand()).toEqual([false, null]);
      expect(TextSocket.last.said).toMatchObject([{ type: 'presence.set', hand: false }]);
    });

    it('is forgotten with the room', () => {
      session.raiseHand(true);
      TextSocket.last.end(4403);
      expect(hand()).toEqual([false, null]);
    });
  });
});
