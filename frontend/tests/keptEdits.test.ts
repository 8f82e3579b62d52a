/** Whether what waits is said to be kept in this browser only where it is. */

import { IDBFactory } from 'fake-indexeddb';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

import { ANSWERS_WITHIN_MS, IndexedDBPendingStore } from '../src/core/indexedDBPendingStore';
import { LiveDocument } from '../src/core/liveDocument';
import { WRITE_AGAIN_MS } from '../src/core/pendingKeeper';
import type { PendingEdits, PendingStore } from '../src/core/pendingStore';
import { BackedPendingStore, MemoryPendingStore } from '../src/core/pendingStore';
import { FakeServer, FakeSocket } from './fakeServer';

const KEY = { server: 'http://school/', user: 'ana', document: 'd1', historyId: 'h1' };

const EDITS: PendingEdits = {
  ...KEY,
  id: 'one',
  update: new Uint8Array([0, 0]),
  base: '',
  text: 'FD 10',
  textOnly: false,
  released: true,
  savedAt: 1
};

/** IndexedDB of a private window, or of a browser in trouble, until it is mended. */
class TroubledFactory {
  trouble: 'fails' | 'hangs' | null = 'fails';
  private readonly real = new IDBFactory();

  open(name: string, version: number): IDBOpenDBRequest {
    const { trouble } = this;
    if (trouble === null) {
      return this.real.open(name, version);
    }
    const request = { error: new DOMException('no', 'InvalidStateError') } as unknown as IDBOpenDBRequest;
    if (trouble === 'fails') {
      setTimeout(() => {
        request.onerror?.(new Event('error'));
      }, 0);
    }
    return request;
  }
}

let factory: TroubledFactory;
let disk: IndexedDBPendingStore;
const opened: LiveDocument[] = [];

function open(pending: PendingStore) {
  const server = new FakeServer('FD 10\n');
  const doc = new Y.Doc();
  const ready = vi.fn();
  const nothing = (): void => undefined;
  const live = new LiveDocument({
    url: () => 'ws://test/sync',
    doc,
    awareness: new Awareness(doc),
    key: KEY,
    pending,
    standing: () => Promise.resolve('writable'),
    events: { ready, spoiled: nothing, ended: nothing, leftover: nothing },
    WebSocket: FakeSocket as unknown as typeof WebSocket,
    requestFrame: run => {
      run();
      return () => undefined;
    }
  });
  opened.push(live);
  live.start('writable');
  server.greet();
  return { live, ready, server, source: doc.getText('source') };
}

beforeEach(() => {
  vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] });
  vi.spyOn(console, 'warn').mockImplementation(() => undefined);
  factory = new TroubledFactory();
  disk = new IndexedDBPendingStore(factory as unknown as IDBFactory);
});

afterEach(() => {
  for (const live of opened.splice(0)) {
    live.dispose();
  }
  vi.useRealTimers();
  vi.restoreAllMocks();
});

/** Time passes, and what it brings about is done. */
async function passes(ms: number): Promise<void> {
  await vi.advanceTimersByTimeAsync(ms);
}

/** IndexedDB's own clock is the real one. */
async function sees(expectation: () => void): Promise<void> {
  for (let turn = 0; turn < 200; turn++) {
    try {
      expectation();
      return;
    } catch {
      await passes(1);
    }
  }
  expectation();
}

describe('a browser that keeps nothing', () => {
  it('is not said to keep anything, and is asked again', async () => {
    const { live, ready, source } = open(new BackedPendingStore(disk));
    await sees(() => {
      expect(ready).toHaveBeenCalledOnce();
    });
    expect(live.store.getState().kept).toBe(false);
    source.insert(0, 'PENUP\n');
    await passes(1);
    expect(live.store.getState().kept).toBe(false);
    factory.trouble = null;
    await passes(WRITE_AGAIN_MS);
    await sees(() => {
      expect(live.store.getState().kept).toBe(true);
    });
    expect((await disk.list(KEY)).map(edits => edits.text)).toEqual(['PENUP\nFD 10\n']);
  });

  it('does not keep anybody from a program by hanging', async () => {
    factory.trouble = 'hangs';
    const { live, ready } = open(new BackedPendingStore(disk));
    await passes(ANSWERS_WITHIN_MS - 1);
    expect(ready).not.toHaveBeenCalled();
    await passes(1);
    expect(ready).toHaveBeenCalledOnce();
    expect(live.store.getState().kept).toBe(false);
  });

  it('has a page that does, for the document that takes the place of this one', async () => {
    const pending = new BackedPendingStore(disk);
    const first = open(pending);
    await sees(() => {
      expect(first.ready).toHaveBeenCalledOnce();
    });
    first.source.insert(0, 'PENUP\n');
    first.server.socket.end(4409);
    const handed = first.live.handOver();
    await passes(10);
    await handed;
    const second = open(pending);
    await sees(() => {
      expect(second.source.toJSON()).toBe('PENUP\nFD 10\n');
    });
  });

  it('is not said to keep what is only in memory', () => {
    expect(open(new MemoryPendingStore()).live.store.getState().kept).toBe(false);
  });
});

describe('IndexedDB', () => {
  it('is opened again after it could not be', async () => {
    const failed = expect(disk.put(EDITS)).rejects.toThrow('no');
    await passes(1);
    await failed;
    factory.trouble = null;
    vi.useRealTimers();
    await disk.put(EDITS);
    expect(await disk.list(KEY)).toEqual([EDITS]);
  });

  it('that hangs is an error in the end, and does not write late', async () => {
    factory.trouble = 'hangs';
    const failed = expect(disk.put(EDITS)).rejects.toThrow('Opening IndexedDB took more than 2000 ms');
    await passes(ANSWERS_WITHIN_MS);
    await failed;
    factory.trouble = null;
    vi.useRealTimers();
    expect(await disk.list(KEY)).toEqual([]);
  });

  it('is opened again after the browser closed it', async () => {
    factory.trouble = null;
    vi.useRealTimers();
    await disk.put(EDITS);
    const connection = await (disk as unknown as { opening: Promise<IDBDatabase> }).opening;
    connection.close();
    connection.onclose?.(new Event('close'));
    expect(await disk.list(KEY)).toEqual([EDITS]);
  });
});
