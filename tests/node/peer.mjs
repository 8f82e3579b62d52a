// A stock y-websocket client, driven by JSON lines: {"id", "do", …} in, {"id", …answer} out.
//
// Started as: node peer.mjs <server> <room> <headers as JSON> [parameters as JSON]

import { createInterface } from 'node:readline';

import WebSocket from 'ws';
import { readAuthMessage } from 'y-protocols/auth';
import { WebsocketProvider } from 'y-websocket';
import * as Y from 'yjs';

const [server, room, headers, params] = process.argv.slice(2);

class SignedIn extends WebSocket {
  constructor(url, protocols) {
    super(url, protocols, { headers: JSON.parse(headers) });
  }
}

const doc = new Y.Doc();
const text = doc.getText('source');
// Each transaction is one that can be undone; those of others come with the provider as their origin.
const undoing = new Y.UndoManager(text, { captureTimeout: 0 });
const closes = [];
const ended = [];
const denied = [];
let provider;

function join(name, asked) {
  provider?.destroy();
  provider = new WebsocketProvider(server, name, doc, {
    WebSocketPolyfill: SignedIn,
    disableBc: true,
    params: asked
  });
  provider.on('connection-close', event => event && closes.push(event.code));
  provider.on('closed', event => ended.push(event.code));
  provider.messageHandlers[2] = (_encoder, decoder) =>
    readAuthMessage(decoder, doc, (_doc, reason) => denied.push(reason));
}

join(room, JSON.parse(params ?? '{}'));

function around(change) {
  const before = text.toString();
  change();
  return { before, after: text.toString() };
}

// The connection stays open, and nothing is read or said on it any more: the provider takes it for closed.
function vanish() {
  const { ws } = provider;
  provider.shouldConnect = false;
  if (ws === null) {
    return;
  }
  ws.pause();
  ws.onmessage = ws.onclose = ws.onerror = ws.onopen = null;
  provider.ws = null;
  provider.wsconnected = provider.wsconnecting = provider.synced = false;
}

const commands = {
  insert: ({ at, text: added }) => text.insert(at ?? text.length, added),
  remove: ({ at, length }) => text.delete(at, length),
  replace: ({ read, at, length, text: added }) => {
    const done = text.toString() === read;
    if (done) {
      doc.transact(() => {
        text.delete(at, length);
        text.insert(at, added);
      });
    }
    return { done };
  },
  undo: () => around(() => undoing.undo()),
  redo: () => around(() => undoing.redo()),
  vanish,
  sleep: () => provider.ws?.pause(),
  wake: () => provider.ws?.resume(),
  cursor: ({ state }) => provider.awareness.setLocalState(state),
  move: ({ name, params: asked }) => join(name, asked),
  disconnect: () => provider.disconnect(),
  connect: () => provider.connect(),
  look: () => ({
    text: text.toString(),
    connected: provider.wsconnected,
    synced: provider.synced,
    closes,
    ended,
    denied,
    people: [...provider.awareness.getStates().values()]
  })
};

createInterface({ input: process.stdin })
  .on('line', line => {
    const command = JSON.parse(line);
    const answer = commands[command.do](command);
    process.stdout.write(`${JSON.stringify({ id: command.id, ...answer })}\n`);
  })
  .on('close', () => {
    provider.destroy();
    process.exit(0);
  });
