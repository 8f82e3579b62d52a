// @vitest-environment jsdom
/** A program that is closed before the server has all of it. */

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

import type { LiveDocumentEvents } from '../src/core/liveDocument';
import { LiveDocument } from '../src/core/liveDocument';
import { MemoryPendingStore } from '../src/core/pendingStore';
import type { UnsentEvents } from '../src/core/unsent';
import { TELL_AFTER_MS, UnsentEdits } from '../src/core/unsent';
import { FakeServer, FakeSocket } from './fakeServer';

const KEY = { server: 'http://school/', user: 'ana', document: 'd1', historyId: 'h1' };

let pending: MemoryPendingStore;
let server: FakeServer;
let unsent: UnsentEdits;
const forgotten = vi.fn<() => void>();
const events = {
  waits: vi.fn<UnsentEvents['waits']>(() => forgotten),
  sent: vi.fn<UnsentEvents['sent']>(),
  notTaken: vi.fn<UnsentEvents['notTaken']>()
};

function connect(doc: Y.Doc, awareness: Awareness, told: LiveDocumentEvents, historyId = 'h1'): LiveDocument {
  const live = new LiveDocument({
    url: () => 'ws://test/sync',
    doc,
    awareness,
    key: { ...KEY, historyId },
    pending,
    standing: () => Promise.resolve('writable'),
    events: told,
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    requestFrame: run => {
      run();
      return () => undefined;
    }
  });
  live.start('writable');
  return live;
}

/** An editor in which something was typed without a network. */
async function typed(text: string) {
  const doc = new Y.Doc();
  const nothing = (): void => undefined;
  const live = connect(doc, new Awareness(doc), { ready: nothing, spoiled: nothing, ended: nothing, leftover: nothing });
  server.greet();
  await vi.waitFor(() => {
    expect(live.store.getState().synced).toBe(true);
  });
  server.socket.end(1006);
  doc.getText('source').insert(0, text);
  return { live, doc };
}

/** The editor goes, with its Y.Doc. */
function closes({ live, doc }: { live: LiveDocument; doc: Y.Doc }, histories = ['h1']): void {
  FakeSocket.accepted = [];
  unsent.take({
    document: 'd1',
    path: 'club/maze.logo',
    live,
    open: (fresh, awareness, told) => Promise.resolve(connect(fresh, awareness, told, histories.shift()))
  });
  doc.destroy();
}

async function connects(times = 1): Promise<void> {
  await vi.waitFor(() => {
    expect(FakeSocket.accepted).toHaveLength(times);
  });
}

function isAskedOnLeaving(): boolean {
  return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  pending = new MemoryPendingStore();
  server = new FakeServer('FD 10\n');
  unsent = new UnsentEdits(events);
});

afterEach(() => {
  vi.useRealTimers();
  vi.clearAllMocks();
});

describe('edits of a program that was closed', () => {
  it('are sent without its editor, once, and asked about until they are', async () => {
    const editor = await typed('PENUP\n');
    closes(editor);
    expect(isAskedOnLeaving()).toBe(true);
    await connects();
    server.greet();
    await vi.waitFor(() => {
      expect(server.socket.changes.length).toBeGreaterThan(1);
    });
    server.take();
    expect(server.text).toBe('PENUP\nFD 10\n');
    expect(isAskedOnLeaving()).toBe(true);
    server.acknowledge();
    await vi.waitFor(() => {
      expect(isAskedOnLeaving()).toBe(false);
    });
    expect(server.socket.readyState).toBe(3);
    const present = server.socket.received.flatMap(frame => (frame.kind === 'awareness' ? [frame.update] : []));
    expect(present.map(update => new TextDecoder().decode(update.slice(-4)))).toEqual(['null']); // nobody sits there
    expect(events.waits).not.toHaveBeenCalled();
    await vi.waitFor(async () => {
      expect(await pending.list(KEY)).toEqual([]);
    });
  });

  it('that take long are told of, and that they are sent', async () => {
    closes(await typed('PENUP\n'));
    await connects();
    await vi.advanceTimersByTimeAsync(TELL_AFTER_MS);
    expect(events.waits).toHaveBeenCalledExactlyOnceWith('club/maze.logo');
    server.greet();
    await vi.waitFor(() => {
      expect(server.socket.changes.length).toBeGreaterThan(1);
    });
    server.acknowledge();
    await vi.waitFor(() => {
      expect(events.sent).toHaveBeenCalledExactlyOnceWith('club/maze.logo');
    });
    expect(forgotten).toHaveBeenCalledOnce();
  });

  it('are left to the editor where the program is opened again', async () => {
    closes(await typed('PENUP\n'));
    await connects();
    await unsent.release('d1');
    expect(isAskedOnLeaving()).toBe(false);
    expect((await pending.list(KEY)).map(edits => edits.text)).toEqual(['PENUP\nFD 10\n']);
  });

  it('come into another history as a difference', async () => {
    closes(await typed('PENUP\n'), ['h1', 'h2']);
    await connects();
    server.socket.end(4409);
    await connects(2);
    const { socket } = server;
    const other = new FakeServer('FD 10\nRT 90\n');
    FakeSocket.accepted = [socket];
    other.greet();
    await vi.waitFor(() => {
      other.take();
      expect(other.text).toBe('PENUP\nFD 10\nRT 90\n');
    });
    other.acknowledge();
    await vi.waitFor(() => {
      expect(isAskedOnLeaving()).toBe(false);
    });
  });

  it('that are refused are shown', async () => {
    closes(await typed('PENUP\n'));
    await connects();
    server.greet();
    await vi.waitFor(() => {
      expect(server.socket.changes.length).toBeGreaterThan(1);
    });
    server.refuse('read_only: You are a viewer.');
    server.socket.end(1006);
    await vi.waitFor(() => {
      expect(events.notTaken).toHaveBeenCalledExactlyOnceWith('club/maze.logo', {
        base: 'FD 10\n',
        text: 'PENUP\nFD 10\n'
      });
    });
    expect(isAskedOnLeaving()).toBe(false);
  });

  it('are nothing where the server has all', async () => {
    const editor = await typed('');
    closes(editor);
    expect(isAskedOnLeaving()).toBe(false);
    expect(FakeSocket.accepted).toEqual([]);
  });
});
