// @vitest-environment jsdom
import { afterEach, describe, expect, it, vi } from 'vitest';
import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

import { LiveDocument } from '../src/core/liveDocument';
import { MemoryPendingStore } from '../src/core/pendingStore';
import { FakeRoom, settled } from './fakeRoom';
import { FakeServer, FakeSocket } from './fakeServer';

const nothing = (): void => undefined;
const opened: LiveDocument[] = [];

function open() {
  const server = new FakeServer('FD 10\n');
  const doc = new Y.Doc();
  const live = new LiveDocument({
    url: () => 'ws://test/sync',
    doc,
    awareness: new Awareness(doc),
    key: { server: 'http://school/', user: 'ana', document: 'd1', historyId: 'h1' },
    pending: new MemoryPendingStore(),
    standing: () => Promise.resolve('writable'),
    events: { ready: nothing, spoiled: nothing, ended: nothing, leftover: nothing },
    WebSocket: FakeSocket as unknown as typeof WebSocket
  });
  opened.push(live);
  live.start('writable');
  server.greet();
  server.acknowledge();
  return { server, live, source: doc.getText('source') };
}

/** Whether the browser would ask. */
function isAskedOnLeaving(): boolean {
  return !window.dispatchEvent(new Event('beforeunload', { cancelable: true }));
}

afterEach(() => {
  for (const live of opened.splice(0)) {
    live.dispose();
  }
});

describe('whoever closes the tab', () => {
  it('is asked as long as the server lacks what was typed', () => {
    const { server, source } = open();
    expect(isAskedOnLeaving()).toBe(false);
    source.insert(0, 'PENUP\n');
    expect(isAskedOnLeaving()).toBe(true);
    server.acknowledge();
    expect(isAskedOnLeaving()).toBe(false);
  });

  it('is not asked for a program that was closed before', () => {
    const { live, source } = open();
    source.insert(0, 'PENUP\n');
    live.dispose();
    expect(isAskedOnLeaving()).toBe(false);
  });

  it('is asked as long as a message waits to be sent', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    const room = new FakeRoom();
    const session = room.enter();
    expect(isAskedOnLeaving()).toBe(false);
    room.offline = true;
    session.chat.post({ body: 'hello' });
    await settled();
    expect(isAskedOnLeaving()).toBe(true);
    session.dispose();
    expect(isAskedOnLeaving()).toBe(false);
  });
});
