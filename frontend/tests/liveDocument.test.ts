import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

import type { DocumentKey, LiveDocumentEvents } from '../src/core/liveDocument';
import { LiveDocument } from '../src/core/liveDocument';
import { IndexedDBPendingStore } from '../src/core/indexedDBPendingStore';
import type { PendingStore } from '../src/core/pendingStore';
import { BackedPendingStore, MemoryPendingStore } from '../src/core/pendingStore';
import type { Standing } from '../src/core/standing';
import { FakeServer, FakeSocket } from './fakeServer';

const KEY: DocumentKey = { server: 'http://school/', user: 'ana', document: 'd1', historyId: 'h1' };

/** Locks of one origin, as far as they are used here. */
class FakeLocks {
  private readonly held = new Set<string>();

  async request(name: string, ...rest: unknown[]): Promise<unknown> {
    const callback = rest.at(-1) as (lock: object | null) => unknown;
    if (this.held.has(name)) {
      return callback(null);
    }
    this.held.add(name);
    try {
      return await callback({ name });
    } finally {
      this.held.delete(name);
    }
  }
}

function open(pending: PendingStore, locks: FakeLocks, key = KEY, standing: Standing = 'writable') {
  const doc = new Y.Doc();
  const events = {
    ready: vi.fn<LiveDocumentEvents['ready']>(),
    spoiled: vi.fn<LiveDocumentEvents['spoiled']>(),
    ended: vi.fn<LiveDocumentEvents['ended']>(),
    leftover: vi.fn<LiveDocumentEvents['leftover']>()
  };
  const live = new LiveDocument({
    url: () => 'ws://test/sync',
    doc,
    awareness: new Awareness(doc),
    key,
    pending,
    locks: locks as unknown as LockManager,
    standing: () => Promise.resolve(standing),
    events,
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    requestFrame: run => {
      run();
      return () => undefined;
    }
  });
  live.start(standing);
  return { live, doc, events, source: doc.getText('source') };
}

async function ready(opened: ReturnType<typeof open>): Promise<void> {
  await vi.waitFor(() => {
    expect(opened.events.ready).toHaveBeenCalledOnce();
  });
}

describe.each([
  ['IndexedDB', () => new IndexedDBPendingStore(new IDBFactory())],
  ['IndexedDB with memory behind it', () => new BackedPendingStore(new IndexedDBPendingStore(new IDBFactory()))],
  ['memory', () => new MemoryPendingStore()]
])('unacknowledged edits in %s', (_name, makeStore) => {
  let pending: PendingStore;
  let locks: FakeLocks;
  let server: FakeServer;

  beforeEach(() => {
    pending = makeStore();
    locks = new FakeLocks();
    server = new FakeServer('FD 10\n');
  });

  afterEach(() => {
    vi.restoreAllMocks();
  });

  async function typeAndLeave(text: string, key = KEY): Promise<void> {
    const visit = open(pending, locks, key);
    server.greet();
    await ready(visit);
    visit.source.insert(0, text);
    await vi.waitFor(async () => {
      expect(await pending.list(KEY)).toHaveLength(1);
    });
    visit.live.dispose();
    await vi.waitFor(async () => {
      const [record] = await pending.list(KEY);
      expect(await locks.request(`timewarp:${record?.id}`, { ifAvailable: true }, (l: unknown) => l)).not.toBe(null);
    });
  }

  /** Until the records of documents that were left are free. */
  async function settledLocks(): Promise<void> {
    await vi.waitFor(async () => {
      for (const { id } of await pending.list(KEY)) {
        expect(await locks.request(`timewarp:${id}`, { ifAvailable: true }, (lock: unknown) => lock)).not.toBe(null);
      }
    });
  }

  it('are sent when the program is next opened, and forgotten when acknowledged', async () => {
    await typeAndLeave('PENUP\n');
    const visit = open(pending, locks);
    server.greet();
    await ready(visit);
    expect(visit.source.toJSON()).toBe('PENUP\nFD 10\n');
    server.take();
    expect(server.text).toBe('PENUP\nFD 10\n');
    server.acknowledge();
    await vi.waitFor(async () => {
      expect(await pending.list(KEY)).toEqual([]);
    });
    visit.live.dispose();
  });

  it('arrive once, though the server had taken them before the lid was closed', async () => {
    await typeAndLeave('PENUP\n');
    server.take();
    const visit = open(pending, locks);
    server.greet();
    await ready(visit);
    server.take();
    expect(server.text).toBe('PENUP\nFD 10\n');
    visit.live.dispose();
  });

  it('are forgotten with their acknowledgement', async () => {
    const visit = open(pending, locks);
    server.greet();
    await ready(visit);
    visit.source.insert(0, 'A');
    await vi.waitFor(async () => {
      expect(await pending.list(KEY)).toHaveLength(1);
    });
    server.take();
    server.acknowledge();
    await vi.waitFor(async () => {
      expect(await pending.list(KEY)).toEqual([]);
    });
    visit.live.dispose();
  });

  it('come into another history as a difference of texts', async () => {
    await typeAndLeave('PENUP\n');
    server = new FakeServer('FD 10\nRT 90\n');
    const visit = open(pending, locks, { ...KEY, historyId: 'h2' });
    server.greet();
    await ready(visit);
    server.take();
    expect(server.text).toBe('PENUP\nFD 10\nRT 90\n');
    visit.live.dispose();
  });

  it('after 4409 are handed over, once', async () => {
    const visit = open(pending, locks);
    server.greet();
    await ready(visit);
    visit.source.insert(0, 'PENUP\n');
    server.socket.end(4409);
    expect(visit.events.spoiled).toHaveBeenCalledWith('other history');
    await visit.live.handOver();
    visit.live.dispose();
    server = new FakeServer('FD 10\nRT 90\n');
    const fresh = open(pending, locks, { ...KEY, historyId: 'h2' });
    server.greet();
    await ready(fresh);
    server.take();
    server.acknowledge();
    expect(server.text).toBe('PENUP\nFD 10\nRT 90\n');
    await vi.waitFor(async () => {
      expect(await pending.list(KEY)).toEqual([]);
    });
    fresh.live.dispose();
  });

  it('after 4409 are there once, though the fresh document was left before the server had them', async () => {
    const visit = open(pending, locks);
    server.greet();
    await ready(visit);
    visit.source.insert(0, 'PENUP\n');
    server.socket.end(4409);
    await visit.live.handOver();
    visit.live.dispose();
    server = new FakeServer('FD 10\nRT 90\n');
    for (let visits = 0; visits < 3; visits++) {
      const fresh = open(pending, locks, { ...KEY, historyId: 'h2' });
      server.greet();
      await ready(fresh);
      expect(fresh.source.toJSON()).toBe('PENUP\nFD 10\nRT 90\n');
      await vi.waitFor(async () => {
        expect(await pending.list(KEY)).toContainEqual(expect.objectContaining({ historyId: 'h2' }));
      });
      fresh.live.dispose();
      await settledLocks();
    }
  });

  it('after 4409 are made again in one tab, where two are opened at once', async () => {
    const visit = open(pending, locks);
    server.greet();
    await ready(visit);
    visit.source.insert(0, 'PENUP\n');
    server.socket.end(4409);
    await visit.live.handOver();
    visit.live.dispose();
    const both = [1, 2].map(() => {
      server = new FakeServer('RT 90\n');
      const fresh = open(pending, locks, { ...KEY, historyId: 'h2' });
      server.greet();
      return fresh;
    });
    await Promise.all(both.map(ready));
    expect(both.map(({ source }) => source.toJSON()).sort()).toEqual(['PENUP\nRT 90\n', 'RT 90\n']);
    for (const { live } of both) {
      live.dispose();
    }
  });

  it('are gone where the person has thrown them away', async () => {
    await typeAndLeave('PENUP\n');
    const visit = open(pending, locks);
    server.greet();
    await ready(visit);
    visit.source.insert(0, 'HT\n');
    await visit.live.discard();
    visit.live.dispose();
    await settledLocks();
    expect(await pending.list(KEY)).toEqual([]);
  });

  it('are taken up at once where a program is closed and opened again without Web Locks', async () => {
    const none = undefined as unknown as FakeLocks;
    const visit = open(pending, none);
    server.greet();
    await ready(visit);
    visit.source.insert(0, 'PENUP\n');
    visit.live.dispose();
    await vi.waitFor(async () => {
      expect(await pending.list(KEY)).toEqual([expect.objectContaining({ released: true })]);
    });
    const again = open(pending, none);
    server.greet();
    await ready(again);
    expect(again.source.toJSON()).toBe('PENUP\nFD 10\n');
    again.live.dispose();
  });

  it('that were refused are forgotten', async () => {
    const visit = open(pending, locks);
    server.greet();
    await ready(visit);
    visit.source.insert(0, 'refused');
    server.refuse('read_only: You are a viewer.');
    server.socket.end(1006);
    expect(visit.events.spoiled).toHaveBeenCalledWith('refused');
    await visit.live.handOver();
    expect(await pending.list(KEY)).toEqual([]);
    visit.live.dispose();
  });

  it('of a viewer are shown instead', async () => {
    await typeAndLeave('PENUP\n');
    const visit = open(pending, locks, KEY, 'readonly');
    server.greet();
    await ready(visit);
    expect(visit.events.leftover).toHaveBeenCalledWith({ base: 'FD 10\n', text: 'PENUP\nFD 10\n' });
    expect(visit.source.toJSON()).toBe('FD 10\n');
    expect(await pending.list(KEY)).toEqual([]);
    visit.live.dispose();
  });

  it('of another tab that is open are left to it', async () => {
    const other = open(pending, locks);
    server.greet();
    await ready(other);
    other.source.insert(0, 'A');
    await vi.waitFor(async () => {
      expect(await pending.list(KEY)).toHaveLength(1);
    });
    const visit = open(pending, locks);
    server.greet();
    await ready(visit);
    expect(visit.source.toJSON()).toBe('FD 10\n');
    expect(await pending.list(KEY)).toHaveLength(1);
    other.live.dispose();
    visit.live.dispose();
  });
});
