/** Awareness updates: the newest state of each client, and our own one. */

import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import type { Awareness } from 'y-protocols/awareness';
import { encodeAwarenessUpdate } from 'y-protocols/awareness';

interface Entry {
  clock: number;
  state: string;
}

/** What the `update` event of `Awareness` tells. */
export interface AwarenessChange {
  added: number[];
  updated: number[];
  removed: number[];
}

/**
 * One awareness update with the newest state of every client in `updates`, in one event for those who
 * draw cursors. The format is that of `encodeAwarenessUpdate` in `y-protocols`.
 */
export function newestStates(updates: readonly Uint8Array[]): Uint8Array {
  const [only] = updates;
  if (updates.length === 1 && only) {
    return only;
  }
  const newest = new Map<number, Entry>();
  for (const update of updates) {
    readInto(newest, update);
  }
  const encoder = encoding.createEncoder();
  encoding.writeVarUint(encoder, newest.size);
  for (const [client, entry] of newest) {
    encoding.writeVarUint(encoder, client);
    encoding.writeVarUint(encoder, entry.clock);
    encoding.writeVarString(encoder, entry.state);
  }
  return encoding.toUint8Array(encoder);
}

/** Where our own state goes, and who wants to know how many others there are. */
export interface SelfAwarenessEvents {
  send(state: Uint8Array): void;
  peers(count: number): void;
}

/** Our own state, and nobody else's: what others say of themselves is theirs to send. */
export class SelfAwareness {
  constructor(
    private readonly awareness: Awareness,
    private readonly events: SelfAwarenessEvents
  ) {
    awareness.on('update', this.onUpdate);
    awareness.on('change', this.onChange);
  }

  /** Say who and where we are. */
  announce(): void {
    const { awareness } = this;
    if (awareness.meta.has(awareness.clientID)) {
      this.events.send(encodeAwarenessUpdate(awareness, [awareness.clientID]));
    }
  }

  /** Listen no more. */
  dispose(): void {
    this.awareness.off('update', this.onUpdate);
    this.awareness.off('change', this.onChange);
  }

  private readonly onUpdate = (change: AwarenessChange, origin: unknown): void => {
    const clients = [...change.added, ...change.updated, ...change.removed];
    // What the server echoes is not said again.
    if (origin === 'local' && clients.includes(this.awareness.clientID)) {
      this.announce();
    }
  };

  private readonly onChange = (): void => {
    const states = this.awareness.getStates();
    this.events.peers(states.size - (states.has(this.awareness.clientID) ? 1 : 0));
  };
}

function readInto(newest: Map<number, Entry>, update: Uint8Array): void {
  const decoder = decoding.createDecoder(update);
  const count = decoding.readVarUint(decoder);
  for (let i = 0; i < count; i++) {
    const client = decoding.readVarUint(decoder);
    const clock = decoding.readVarUint(decoder);
    const state = decoding.readVarString(decoder);
    const known = newest.get(client);
    // At an equal clock a removal wins, as in `applyAwarenessUpdate`.
    if (!known || clock > known.clock || (clock === known.clock && state === 'null')) {
      newest.set(client, { clock, state });
    }
  }
}
