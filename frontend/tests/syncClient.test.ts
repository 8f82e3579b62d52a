import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Awareness, encodeAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';

import { createCollaborationStore, statusOf } from '../src/core/collaboration';
import { GRACE_MS } from '../src/core/permission';
import { awarenessFrame } from '../src/core/protocol';
import { SILENCE_MS } from '../src/core/socket';
import type { Standing } from '../src/core/standing';
import { SyncClient } from '../src/core/syncClient';
import { clientsOf, FakeServer, FakeSocket } from './fakeServer';

const events = { synced: vi.fn(), pending: vi.fn(), spoiled: vi.fn(), ended: vi.fn() };

function setUp(standing: Standing = 'writable', text = 'FORWARD 10\n') {
  const server = new FakeServer(text);
  const doc = new Y.Doc();
  const awareness = new Awareness(doc);
  const store = createCollaborationStore();
  const role = { now: standing };
  const frames: (() => void)[] = [];
  const client = new SyncClient({
    url: () => 'ws://test/sync?ack=1',
    doc,
    awareness,
    store,
    events,
    standing: () => Promise.resolve(role.now),
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    requestFrame: run => {
      frames.push(run);
      return () => frames.splice(frames.indexOf(run), 1);
    }
  });
  client.start(standing);
  const source = doc.getText('source');
  const frame = (): void => {
    frames.splice(0).forEach(run => {
      run();
    });
  };
  return { server, doc, awareness, store, client, source, frame, frames, role };
}

beforeEach(() => {
  vi.useFakeTimers();
});

afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

describe('the handshake', () => {
  it('brings the program and offers what is here', () => {
    const { server, source, store } = setUp();
    expect(statusOf(store.getState())).toBe('reconnecting');
    server.greet();
    expect(source.toJSON()).toBe('FORWARD 10\n');
    expect(events.synced).toHaveBeenCalledOnce();
    expect(server.socket.received.map(frame => frame.kind)).toEqual(['step1', 'awareness', 'step2']);
    expect(statusOf(store.getState())).toBe('connected');
  });

  it('sends nothing before the server has asked, and then all of it', () => {
    const { server, source } = setUp();
    server.socket.open();
    source.insert(0, 'PENUP\n');
    expect(server.socket.changes).toEqual([]);
    server.ask();
    server.take();
    expect(server.text).toContain('PENUP');
  });

  it('says nothing of other people', () => {
    const { server, awareness } = setUp();
    const other = new Awareness(new Y.Doc());
    other.setLocalState({ user: { name: 'Ana' } });
    server.greet();
    server.socket.push(awarenessFrame(encodeAwarenessUpdate(other, [other.clientID])));
    awareness.setLocalStateField('cursors', []);
    const said = server.socket.received.flatMap(frame =>
      frame.kind === 'awareness' ? clientsOf(frame.update) : []
    );
    expect(new Set(said)).toEqual(new Set([awareness.clientID]));
  });
});

describe('saved', () => {
  it('means that every message of this socket is acknowledged', () => {
    const { server, source, store } = setUp();
    server.greet();
    server.acknowledge();
    expect(store.getState().saved).toBe(true);
    source.insert(0, 'A');
    source.insert(1, 'B');
    expect(store.getState()).toMatchObject({ saved: false, unsent: 2 });
    server.acknowledge(server.socket.changes.length - 1);
    expect(store.getState()).toMatchObject({ saved: false, unsent: 1 });
    server.acknowledge();
    expect(store.getState()).toMatchObject({ saved: true, unsent: 0 });
  });

  it('tells of the file as well', () => {
    const { server, store } = setUp();
    server.greet();
    server.tellFile(1_795_000_000_000, 'file_not_written');
    expect(store.getState()).toMatchObject({
      savedAt: 1_795_000_000_000,
      fileProblem: 'file_not_written'
    });
  });

  it('starts to count anew on a new socket', () => {
    const { server, source, store } = setUp();
    server.greet();
    source.insert(0, 'A');
    server.socket.end(1006);
    vi.advanceTimersByTime(20_000);
    server.greet();
    expect(store.getState()).toMatchObject({ saved: false, unsent: 1 });
    server.take();
    server.acknowledge(1);
    expect(store.getState().saved).toBe(true);
    expect(server.text).toBe('AFORWARD 10\n');
  });
});

describe('a lost connection', () => {
  it('is made again, and what was typed meanwhile arrives once', () => {
    const { server, source, store } = setUp();
    server.greet();
    source.insert(0, 'A');
    server.take();
    server.socket.end(1006);
    expect(statusOf(store.getState())).toBe('reconnecting');
    source.insert(1, 'B');
    vi.advanceTimersByTime(1_000);
    server.greet();
    server.take();
    expect(server.text).toBe('ABFORWARD 10\n');
    expect(source.toJSON()).toBe(server.text);
  });

  it.each([1009, 4400, 4401, 4403, 4404, 4413])('stays away after %i', code => {
    const { server, store } = setUp();
    server.greet();
    server.socket.end(code);
    vi.advanceTimersByTime(120_000);
    expect(FakeSocket.accepted).toHaveLength(1);
    expect(events.ended).toHaveBeenCalledWith(code);
    expect(statusOf(store.getState())).toBe('ended');
  });

  it.each([1001, 1006, 4503])('comes back after %i', code => {
    const { server } = setUp();
    server.greet();
    server.socket.end(code);
    vi.advanceTimersByTime(1_000);
    expect(FakeSocket.accepted).toHaveLength(2);
  });

  it('waits as long as the server asks', () => {
    const { server } = setUp();
    server.greet();
    server.socket.end(4529, '{"code":"too_much","retry_after":30}');
    vi.advanceTimersByTime(29_000);
    expect(FakeSocket.accepted).toHaveLength(1);
    vi.advanceTimersByTime(2_000);
    expect(FakeSocket.accepted).toHaveLength(2);
  });

  it('after idleness comes back with the next key', () => {
    const { server, source } = setUp();
    server.greet();
    server.socket.end(4508);
    vi.advanceTimersByTime(600_000);
    expect(FakeSocket.accepted).toHaveLength(1);
    source.insert(0, 'A');
    server.greet();
    server.take();
    expect(server.text).toBe('AFORWARD 10\n');
  });

  it('is noticed by silence, but not while the server echoes', () => {
    const { server, awareness } = setUp();
    server.greet();
    for (let i = 0; i < 4; i++) {
      vi.advanceTimersByTime(15_000);
      server.socket.push(awarenessFrame(encodeAwarenessUpdate(awareness, [awareness.clientID])));
    }
    expect(FakeSocket.accepted).toHaveLength(1);
    vi.advanceTimersByTime(SILENCE_MS + 15_000);
    expect(FakeSocket.accepted.length).toBeGreaterThan(1);
  });
});

describe('a return', () => {
  function outage() {
    const set = setUp();
    set.server.greet();
    set.server.acknowledge();
    set.server.socket.end(1006);
    return set;
  }

  function back({ server, frame }: ReturnType<typeof outage>): void {
    vi.advanceTimersByTime(20_000);
    server.greet();
    frame();
  }

  it('tells what was sent, and what others did, once the server has it', () => {
    const set = outage();
    const { server, source, store } = set;
    source.insert(0, 'PENUP\n');
    source.delete(0, 2);
    server.doc.getText('source').delete(0, 3);
    server.typed('END');
    back(set);
    expect(store.getState().caughtUp).toBeNull();
    server.acknowledge();
    expect(store.getState().caughtUp).toMatchObject({
      sent: { typed: 6, deleted: 2 },
      received: { typed: 3, deleted: 3 }
    });
  });

  it('counts what was typed before the loss was noticed', () => {
    const set = setUp();
    set.server.greet();
    set.server.acknowledge();
    set.source.insert(0, 'lost');
    set.server.socket.end(1006);
    back(set);
    set.server.acknowledge();
    expect(set.store.getState().caughtUp?.sent).toEqual({ typed: 4, deleted: 0 });
  });

  it('says nothing where nothing was sent or came, nor of what comes later', () => {
    const set = outage();
    const { server, source, store, frame } = set;
    back(set);
    server.socket.push(server.typed('live'));
    frame();
    server.acknowledge();
    expect(store.getState().caughtUp).toBeNull();
    source.insert(0, 'A');
    server.acknowledge();
    expect(source.toJSON()).toContain('live');
    expect(store.getState().caughtUp).toBeNull();
  });

  it('that fails goes on counting', () => {
    const set = outage();
    set.source.insert(0, 'AB');
    back(set);
    set.server.socket.end(1006);
    set.source.insert(0, 'C');
    back(set);
    set.server.acknowledge();
    expect(set.store.getState().caughtUp?.sent).toEqual({ typed: 3, deleted: 0 });
  });

  it('is due at a time that can be told, and can be had now', () => {
    const { server, store, client } = outage();
    const due = store.getState().retryAt ?? 0;
    expect(due).toBeGreaterThan(Date.now());
    client.wake();
    expect(store.getState().retryAt).toBeNull();
    expect(FakeSocket.accepted).toHaveLength(2);
    server.greet();
    expect(statusOf(store.getState())).toBe('connected');
  });
});

describe('a refusal', () => {
  it('of an edit spoils the document, and nothing of it is ever sent again', async () => {
    const { server, source, store, role } = setUp();
    server.greet();
    server.take();
    server.acknowledge();
    role.now = 'readonly';
    source.insert(0, 'refused');
    const sent = server.socket.changes.length;
    server.refuse('read_only: You are a viewer in this room.');
    // Promoted again at once: what was refused stays refused.
    role.now = 'writable';
    server.ask();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(events.spoiled).toHaveBeenCalledExactlyOnceWith('refused');
    server.ask();
    source.insert(0, 'more');
    server.socket.end(1006);
    vi.advanceTimersByTime(20_000);
    server.socket.open();
    server.ask();
    expect(server.socket.changes).toEqual([]);
    expect(FakeSocket.accepted[0]?.changes).toHaveLength(sent);
    expect(statusOf(store.getState())).toBe('refused');
  });

  it('with nothing under way makes a viewer, and a promotion an editor', async () => {
    const { server, source, store, role } = setUp();
    server.greet();
    server.acknowledge();
    role.now = 'readonly';
    server.refuse('read_only: You are a viewer in this room.');
    expect(statusOf(store.getState())).toBe('readonly');
    expect(store.getState().reason).toBe('You are a viewer in this room.');
    role.now = 'writable';
    server.ask();
    await vi.advanceTimersByTimeAsync(0);
    expect(statusOf(store.getState())).toBe('connected');
    source.insert(0, 'A');
    server.take();
    expect(server.text).toBe('AFORWARD 10\n');
    expect(events.spoiled).not.toHaveBeenCalled();
  });

  it('that overtook the acknowledgement of an accepted edit costs nothing', async () => {
    const { server, source, store, role } = setUp();
    server.greet();
    source.insert(0, 'A');
    server.take();
    role.now = 'readonly';
    server.refuse('read_only: You are a viewer in this room.');
    server.acknowledge();
    await vi.advanceTimersByTimeAsync(GRACE_MS);
    expect(events.spoiled).not.toHaveBeenCalled();
    expect(statusOf(store.getState())).toBe('readonly');
  });

  it('because the disk is full keeps the edits, and brings them when asked', () => {
    const { server, source, store } = setUp();
    server.greet();
    source.insert(0, 'A');
    const sent = server.socket.changes.length;
    server.refuse('storage_failed: Saving failed.');
    source.insert(1, 'B');
    expect(server.socket.changes).toHaveLength(sent);
    expect(statusOf(store.getState())).toBe('refused');
    server.ask();
    server.take();
    server.acknowledge();
    expect(server.text).toBe('ABFORWARD 10\n');
    expect(store.getState()).toMatchObject({ saved: true, access: 'writable' });
  });

  it('before a final close says why', () => {
    const { server, store } = setUp();
    server.greet();
    server.refuse('forbidden: This room has been deleted.');
    server.socket.end(4403);
    expect(store.getState().reason).toBe('This room has been deleted.');
    expect(statusOf(store.getState())).toBe('ended');
  });

  it('by 4409 spoils the document', () => {
    const { server } = setUp();
    server.greet();
    server.socket.end(4409);
    expect(events.spoiled).toHaveBeenCalledExactlyOnceWith('other history');
    vi.advanceTimersByTime(60_000);
    expect(FakeSocket.accepted).toHaveLength(1);
  });
});

describe('a viewer', () => {
  it('offers nothing, whatever the editor left in the state map', () => {
    const { server, doc, store } = setUp('readonly');
    doc.getMap('state').set('dirty', false);
    server.greet();
    expect(server.socket.changes).toEqual([new Uint8Array([0, 0])]);
    expect(statusOf(store.getState())).toBe('readonly');
    expect(store.getState().saved).toBe(true);
  });

  it('whose text changes all the same loses that document', () => {
    const { server, source } = setUp('readonly');
    server.greet();
    source.insert(0, 'A');
    expect(events.spoiled).toHaveBeenCalledExactlyOnceWith('refused');
    expect(server.socket.changes).toEqual([new Uint8Array([0, 0])]);
  });
});

describe('remote changes', () => {
  it('are applied once per animation frame, in one event', () => {
    const { server, source, frame, frames } = setUp();
    server.greet();
    frame();
    const changes = vi.fn();
    source.observe(changes);
    for (const letter of 'class') {
      server.socket.push(server.typed(letter));
    }
    expect(changes).not.toHaveBeenCalled();
    expect(frames).toHaveLength(1);
    frame();
    expect(changes).toHaveBeenCalledOnce();
    expect(source.toJSON()).toBe('FORWARD 10\nclass');
  });

  it('leave a slow computer time for its own keys, but are never long in coming', () => {
    const { server, source, frame } = setUp();
    server.greet();
    const clock = vi.spyOn(performance, 'now').mockImplementation(() => Date.now());
    let applied = 0;
    source.observe(() => {
      applied += 1;
      vi.setSystemTime(Date.now() + 30); // a change takes this long to be shown
    });
    let latest = 0;
    for (let tick = 0; tick < 60; tick++) {
      server.socket.push(server.typed('x'));
      const waitedSince = Date.now();
      frame();
      vi.advanceTimersByTime(16);
      latest = source.length === server.text.length ? waitedSince : latest;
      expect(Date.now() - latest).toBeLessThan(300);
    }
    expect(applied).toBeLessThan(20);
    vi.advanceTimersByTime(200);
    frame();
    expect(source.toJSON()).toBe(server.text);
    clock.mockRestore();
  });

  it('move cursors at most five times a second in a crowd', () => {
    const { server, awareness, frame } = setUp();
    server.greet();
    const crowd = Array.from({ length: 12 }, () => new Awareness(new Y.Doc()));
    const move = (line: number): void => {
      for (const peer of crowd) {
        peer.setLocalState({ line });
        server.socket.push(awarenessFrame(encodeAwarenessUpdate(peer, [peer.clientID])));
      }
    };
    move(0);
    frame();
    const changes = vi.fn();
    awareness.on('change', changes);
    for (let tick = 1; tick <= 60; tick++) {
      move(tick);
      frame();
      vi.advanceTimersByTime(1000 / 60);
    }
    frame();
    expect(changes.mock.calls.length).toBeGreaterThanOrEqual(4);
    expect(changes.mock.calls.length).toBeLessThanOrEqual(5);
    vi.advanceTimersByTime(250);
    frame();
    expect([...awareness.getStates().values()].filter(state => state.line === 60)).toHaveLength(12);
  });
});
