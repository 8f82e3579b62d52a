// @vitest-environment jsdom
import type { IDocumentProviderFactory } from '@jupyter/docprovider';
import { YFile } from '@jupyter/ydoc';
import { ServerConnection } from '@jupyterlab/services';
import { nullTranslator } from '@jupyterlab/translation';
import { Signal } from '@lumino/signaling';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';

import { MemoryPendingStore } from '../src/core/pendingStore';
import { UnsentEdits } from '../src/core/unsent';
import { RoomProviderFactory } from '../src/lab/provider/factory';
import { LiveDocuments } from '../src/lab/provider/registry';
import type { Provider } from '../src/lab/provider/provider';
import { RoomProvider } from '../src/lab/provider/roomProvider';
import { FakeServer, FakeSocket } from './fakeServer';

// JupyterLab's modules use these when they load, and the test's page lacks them.
vi.hoisted(() => {
  vi.stubGlobal('DragEvent', MouseEvent);
});

const ROOM = { id: 'r1', name: 'Maze club', locked: false, role: 'editor' };
const FOUND = { room: ROOM, document: 'd1', role: 'editor', history_id: 'h1', joined: false };

type Answer = [status: number, body: unknown];

const requests: string[] = [];

function optionsFor(lookup: Answer, more: Partial<IDocumentProviderFactory.IOptions> = {}) {
  const fetch = (request: Request): Promise<Response> => {
    const { pathname } = new URL(request.url);
    requests.push(`${request.method} ${pathname}`);
    const [status, body] = pathname.endsWith('/lookup') ? lookup : [200, { id: 'd1' }];
    return Promise.resolve(new Response(JSON.stringify(body), { status }));
  };
  const user = { ready: Promise.resolve(), identity: { username: 'ana' } };
  return {
    path: 'club/maze.logo',
    contentType: 'file',
    format: 'text',
    model: new YFile(),
    user: Object.assign(user, { userChanged: new Signal(user) }),
    translator: nullTranslator.load(''),
    drive: {},
    serverSettings: ServerConnection.makeSettings({
      baseUrl: 'http://school/user/ana/',
      wsUrl: 'ws://school/user/ana/',
      token: 'secret',
      appendToken: true,
      fetch: fetch as unknown as typeof globalThis.fetch,
      WebSocket: FakeSocket as unknown as typeof WebSocket
    }),
    ...more
  } as unknown as IDocumentProviderFactory.IOptions & { model: YFile };
}

function around() {
  const unsent = new UnsentEdits({ waits: () => () => undefined, sent: () => undefined, notTaken: () => undefined });
  return { pending: new MemoryPendingStore(), unsent, trans: nullTranslator.load('') };
}

function factoryWith(enabled = true) {
  const stock = { ready: Promise.resolve(), dispose: vi.fn(), save: vi.fn() } as unknown as Provider;
  const create = vi.fn<IDocumentProviderFactory['create']>(() => stock);
  const documents = new LiveDocuments();
  const factory = new RoomProviderFactory({ create }, documents, around(), enabled);
  return { factory, stock, create, documents };
}

function ours(provider: Provider): RoomProvider {
  if (!(provider instanceof RoomProvider)) {
    throw new Error('the stock provider was made');
  }
  return provider;
}

async function connected(): Promise<void> {
  await vi.waitFor(() => {
    expect(FakeSocket.accepted).toHaveLength(1);
  });
}

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer('FD 10\n');
  requests.length = 0;
});

afterEach(() => {
  vi.restoreAllMocks();
});

describe('the factory', () => {
  it.each([
    ['a notebook', { contentType: 'notebook', format: 'json' }, true],
    ['base64', { format: 'base64' }, true],
    ['anything while Time Warp is off', {}, false]
  ])('leaves %s to the stock provider', (_what, more, enabled) => {
    const { factory, stock, create } = factoryWith(enabled);
    expect(factory.create(optionsFor([200, FOUND], more))).toBe(stock);
    expect(create).toHaveBeenCalledOnce();
    expect(requests).toEqual([]);
  });

  it('leaves a file that is in no room to the stock provider, once that is definite', async () => {
    const { factory, create } = factoryWith();
    const provider = ours(factory.create(optionsFor([404, { error: { code: 'not_in_a_room' } }])));
    expect(create).not.toHaveBeenCalled();
    await provider.ready;
    expect(create).toHaveBeenCalledOnce();
    expect(provider.inRoom).toBe(false);
    expect(FakeSocket.accepted).toEqual([]);
    provider.dispose();
  });

  it('says to whom a program belongs that one may not see', async () => {
    const { factory, create } = factoryWith();
    const refusal = { error: { code: 'not_a_member', message: 'No.', reason: 'Secret club' } };
    const provider = factory.create(optionsFor([403, refusal]));
    await expect(provider.ready).rejects.toThrow('Secret club');
    expect(create).not.toHaveBeenCalled();
    provider.dispose();
  });
});

describe('a program of a room', () => {
  it('is connected at its own address, and ready with its text', async () => {
    const { factory, documents } = factoryWith();
    const options = optionsFor([200, FOUND]);
    const provider = ours(factory.create(options));
    expect(documents.of(options.model)).toBe(provider);
    await connected();
    expect(server.socket.url).toBe(
      'ws://school/user/ana/api/timewarp/rooms/r1/documents/d1/sync?history_id=h1&ack=1&token=secret'
    );
    server.greet();
    await provider.ready;
    expect(options.model.getSource()).toBe('FD 10\n');
    expect(provider.readOnly).toBe(false);
    expect(options.model.ystate.has('document_id')).toBe(false);
    provider.dispose();
  });

  it('is saved by the server, after it has acknowledged what was typed', async () => {
    const { factory } = factoryWith();
    const options = optionsFor([200, FOUND]);
    const provider = ours(factory.create(options));
    await connected();
    server.greet();
    await provider.ready;
    options.model.updateSource(0, 0, 'PENUP\n');
    const saving = provider.save();
    await Promise.resolve();
    expect(requests).toEqual(['POST /user/ana/api/timewarp/lookup']);
    server.take();
    server.acknowledge();
    await saving;
    expect(requests.at(-1)).toBe('POST /user/ana/api/timewarp/rooms/r1/documents/d1/save');
    provider.dispose();
  });

  it('is read-only for a viewer', async () => {
    const { factory } = factoryWith();
    const provider = ours(factory.create(optionsFor([200, { ...FOUND, role: 'viewer' }])));
    await connected();
    expect(provider.readOnly).toBe(true);
    provider.dispose();
  });

  it('that is gone cannot be opened', async () => {
    const { factory } = factoryWith();
    const provider = factory.create(optionsFor([200, FOUND]));
    await connected();
    server.socket.open();
    server.socket.end(4404);
    await expect(provider.ready).rejects.toThrow('does not exist');
    provider.dispose();
  });

  it('of another history than was looked up is looked up again', async () => {
    const { factory } = factoryWith();
    const options = optionsFor([200, FOUND]);
    const provider = factory.create(options);
    await connected();
    server.socket.open();
    server.socket.end(4409);
    await vi.waitFor(() => {
      expect(FakeSocket.accepted).toHaveLength(2);
    });
    server.greet();
    await provider.ready;
    expect(options.model.getSource()).toBe('FD 10\n');
    provider.dispose();
  });
});
