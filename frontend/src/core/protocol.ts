/**
 * The frames of the y-websocket protocol, and the two that Time Warp adds.
 *
 * Source: `y-protocols` (`sync.js`, `awareness.js`, `auth.js`), with the message type of `y-websocket`
 * before each. Types 100 and 101 tell a client that connected with `ack=1` what the server has stored, and
 * what is with the file.
 */

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';

const SYNC = 0;
const AWARENESS = 1;
const AUTH = 2;
const ACKNOWLEDGEMENT = 100;
const FILE = 101;

const STEP_1 = 0;
const STEP_2 = 1;
const UPDATE = 2;

/** The Yjs update that changes nothing: no structs, no deletions. */
export const EMPTY_UPDATE = new Uint8Array([0, 0]);

/** One message of the server. */
export type Frame =
  | { kind: 'step1'; stateVector: Uint8Array }
  | { kind: 'step2' | 'update'; update: Uint8Array }
  | { kind: 'awareness'; update: Uint8Array }
  | { kind: 'refused'; reason: string }
  | { kind: 'acknowledged'; seq: number; clock: number; count: number }
  | { kind: 'file'; savedAt: number; problem: string }
  | { kind: 'unknown'; type: number };

/** Read one message. Throws what `lib0` throws on bytes that are not the protocol. */
export function readFrame(bytes: Uint8Array): Frame {
  const decoder = decoding.createDecoder(bytes);
  const type = decoding.readVarUint(decoder);
  switch (type) {
    case SYNC:
      return readSync(decoder);
    case AWARENESS:
      return { kind: 'awareness', update: decoding.readVarUint8Array(decoder) };
    case AUTH:
      decoding.readVarUint(decoder); // "permission denied" is the only kind there is
      return { kind: 'refused', reason: decoding.readVarString(decoder) };
    case ACKNOWLEDGEMENT:
      return {
        kind: 'acknowledged',
        seq: decoding.readVarUint(decoder),
        clock: decoding.readVarUint(decoder),
        count: decoding.readVarUint(decoder)
      };
    case FILE:
      return {
        kind: 'file',
        savedAt: decoding.readVarUint(decoder),
        problem: decoding.readVarString(decoder)
      };
    default:
      return { kind: 'unknown', type };
  }
}

/** Read one message; null, with a word in the console, if it is not the protocol. */
export function frameOf(bytes: Uint8Array): Frame | null {
  try {
    return readFrame(bytes);
  } catch (error) {
    console.warn('The server sent what is not the sync protocol:', error);
    return null;
  }
}

/** Ask the server for everything that `stateVector` does not have. */
export function step1(stateVector: Uint8Array): Uint8Array {
  return syncFrame(STEP_1, stateVector);
}

/** Answer the server's step 1. */
export function step2(update: Uint8Array): Uint8Array {
  return syncFrame(STEP_2, update);
}

/** Send a change made here. */
export function updateFrame(update: Uint8Array): Uint8Array {
  return syncFrame(UPDATE, update);
}

/** Send awareness states. */
export function awarenessFrame(update: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, AWARENESS);
  encoding.writeVarUint8Array(encoder, update);
  return encoding.toUint8Array(encoder);
}

function readSync(decoder: decoding.Decoder): Frame {
  const kind = decoding.readVarUint(decoder);
  const payload = decoding.readVarUint8Array(decoder);
  if (kind === STEP_1) {
    return { kind: 'step1', stateVector: payload };
  }
  if (kind === STEP_2 || kind === UPDATE) {
    return { kind: kind === STEP_2 ? 'step2' : 'update', update: payload };
  }
  return { kind: 'unknown', type: kind };
}

function syncFrame(kind: number, payload: Uint8Array): Uint8Array {
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, SYNC);
  encoding.writeVarUint(encoder, kind);
  encoding.writeVarUint8Array(encoder, payload);
  return encoding.toUint8Array(encoder);
}
