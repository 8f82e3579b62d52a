/** A server in one object: WebSockets whose other end is the test. */

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import * as Y from 'yjs';

import { readFrame, step1, step2, updateFrame } from '../src/core/protocol';
import type { Frame } from '../src/core/protocol';

/** One accepted connection. */
export class FakeSocket {
  static accepted: FakeSocket[] = [];

  binaryType = 'blob';
  readyState = 0;
  onopen: (() => void) | null = null;
  onmessage: ((event: { data: ArrayBuffer }) => void) | null = null;
  onclose: ((event: { code: number; reason: string }) => void) | null = null;
  readonly received: Frame[] = [];

  constructor(readonly url: string) {
    FakeSocket.accepted.push(this);
  }

  /** From the client. */
  send(bytes: Uint8Array): void {
    this.received.push(readFrame(bytes));
  }

  /** From the client. */
  close(): void {
    this.readyState = 3;
  }

  /** Accept the connection. */
  open(): void {
    this.readyState = 1;
    this.onopen?.();
  }

  /** Send a frame to the client. */
  push(bytes: Uint8Array): void {
    this.onmessage?.({ data: bytes.slice().buffer });
  }

  /** End the connection. */
  end(code: number, reason = ''): void {
    this.readyState = 3;
    this.onclose?.({ code, reason });
  }

  /** The document-changing messages that came. */
  get changes(): Uint8Array[] {
    return this.received.flatMap(frame =>
      frame.kind === 'update' || frame.kind === 'step2' ? [frame.update] : []
    );
  }
}

/** The server's document, and what it says. */
export class FakeServer {
  readonly doc = new Y.Doc();

  constructor(text = '') {
    FakeSocket.accepted = [];
    this.doc.getText('source').insert(0, text);
  }

  /** The newest connection. */
  get socket(): FakeSocket {
    const socket = FakeSocket.accepted.at(-1);
    if (!socket) {
      throw new Error('nobody has connected');
    }
    return socket;
  }

  /** The text of the server. */
  get text(): string {
    return this.doc.getText('source').toJSON();
  }

  /** Accept the newest connection and do both sync steps. */
  greet(): FakeSocket {
    const socket = this.socket;
    socket.open();
    this.ask();
    const asked = socket.received.find(frame => frame.kind === 'step1');
    if (asked?.kind !== 'step1') {
      throw new Error('the client did not send step 1');
    }
    socket.push(step2(Y.encodeStateAsUpdate(this.doc, asked.stateVector)));
    return socket;
  }

  /** Ask for what the client has. */
  ask(): void {
    this.socket.push(step1(Y.encodeStateVector(this.doc)));
  }

  /** Apply everything that came on the newest connection. */
  take(): void {
    for (const update of this.socket.changes) {
      Y.applyUpdate(this.doc, update);
    }
  }

  /** Say that the first `count` messages are on disk. */
  acknowledge(count = this.socket.changes.length): void {
    const encoder = encoding.createEncoder();
    for (const value of [100, 7, 3, count]) {
      encoding.writeVarUint(encoder, value);
    }
    this.socket.push(encoding.toUint8Array(encoder));
  }

  /** Tell of the file. */
  tellFile(savedAt: number, problem: string): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 101);
    encoding.writeVarUint(encoder, savedAt);
    encoding.writeVarString(encoder, problem);
    this.socket.push(encoding.toUint8Array(encoder));
  }

  /** Refuse with a reason. */
  refuse(reason: string): void {
    const encoder = encoding.createEncoder();
    encoding.writeVarUint(encoder, 2);
    encoding.writeVarUint(encoder, 0);
    encoding.writeVarString(encoder, reason);
    this.socket.push(encoding.toUint8Array(encoder));
  }

  /** Somebody else types at the end; returns the frame. */
  typed(text: string): Uint8Array {
    const before = Y.encodeStateVector(this.doc);
    const source = this.doc.getText('source');
    source.insert(source.length, text);
    return updateFrame(Y.encodeStateAsUpdate(this.doc, before));
  }
}

/** The client ids of an awareness frame. */
export function clientsOf(update: Uint8Array): number[] {
  const decoder = decoding.createDecoder(update);
  const count = decoding.readVarUint(decoder);
  return Array.from({ length: count }, () => {
    const client = decoding.readVarUint(decoder);
    decoding.readVarUint(decoder);
    decoding.readVarString(decoder);
    return client;
  });
}
