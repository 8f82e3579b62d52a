/** What comes from the server, applied no more often than the screen can show it. */

import type { Awareness } from 'y-protocols/awareness';
import { applyAwarenessUpdate } from 'y-protocols/awareness';
import * as Y from 'yjs';

import { newestStates } from './awareness';

/** With more peers than this, cursors move at most five times a second. */
const MANY_PEERS = 10;
const CROWD_INTERVAL_MS = 200;
/** A hidden tab gets no animation frames, but must not fall behind. */
const HIDDEN_FRAME_MS = 250;

/**
 * What a change costs the editor beyond its being applied (layout, cursors, painting), with room left for
 * the person's own keys: the next one is applied after this many times its own duration.
 */
const REST = 20;
/** However slow the computer is, others' text is never later than this. */
const LONGEST_REST_MS = 110;
const SMOOTHING = 0.3;

/** Call `run` in the next animation frame, or soon if none comes. Returns how to cancel it. */
export type RequestFrame = (run: () => void) => () => void;

/** The browser's animation frames, with a timer for hidden tabs. */
export const browserFrame: RequestFrame = run => {
  let frame = 0;
  const timer = setTimeout(() => {
    cancel();
    run();
  }, HIDDEN_FRAME_MS);
  const cancel = (): void => {
    clearTimeout(timer);
    cancelAnimationFrame(frame);
  };
  frame = requestAnimationFrame(() => {
    cancel();
    run();
  });
  return cancel;
};

/** Collects remote updates and awareness, and applies each kind in one go. */
export class Inbox {
  /** Whether a change of the document going on right now comes from the server. */
  applying = false;
  private updates: Uint8Array[] = [];
  private awarenessUpdates: Uint8Array[] = [];
  private cancelFrame: (() => void) | null = null;
  private awarenessTimer: ReturnType<typeof setTimeout> | undefined;
  private awarenessAt = -Infinity;
  private restTimer: ReturnType<typeof setTimeout> | undefined;
  private updatedAt = -Infinity;
  private cost = 0;

  constructor(
    private readonly doc: Y.Doc,
    private readonly awareness: Awareness,
    private readonly origin: object,
    private readonly requestFrame: RequestFrame
  ) {}

  /** An update came: apply it with the next animation frame, on a slow computer a little later. */
  addUpdate(update: Uint8Array): void {
    this.updates.push(update);
    const rest = Math.min(this.cost * REST, LONGEST_REST_MS);
    const wait = this.updatedAt + rest - performance.now();
    if (wait <= 0) {
      this.schedule();
      return;
    }
    this.restTimer ??= setTimeout(() => {
      this.restTimer = undefined;
      this.schedule();
    }, wait);
  }

  /** Awareness came: apply it with the next frame, later in a crowd. */
  addAwareness(update: Uint8Array): void {
    this.awarenessUpdates.push(update);
    const wait = this.awarenessAt + CROWD_INTERVAL_MS - Date.now();
    if (this.awareness.getStates().size <= MANY_PEERS || wait <= 0) {
      this.schedule();
      return;
    }
    this.awarenessTimer ??= setTimeout(() => {
      this.awarenessTimer = undefined;
      this.schedule();
    }, wait);
  }

  /** Apply all updates now, in one transaction: one event for the editor, however many came. */
  flushUpdates(): void {
    clearTimeout(this.restTimer);
    this.restTimer = undefined;
    const updates = this.updates;
    if (updates.length === 0) {
      return;
    }
    this.updates = [];
    this.applying = true;
    const began = performance.now();
    try {
      Y.transact(
        this.doc,
        () => {
          for (const update of updates) {
            Y.applyUpdate(this.doc, update, this.origin);
          }
        },
        this.origin,
        false
      );
    } finally {
      this.applying = false;
      this.updatedAt = performance.now();
      this.cost += SMOOTHING * (this.updatedAt - began - this.cost);
    }
  }

  /** Forget what has not been applied. */
  dispose(): void {
    this.cancelFrame?.();
    clearTimeout(this.awarenessTimer);
    clearTimeout(this.restTimer);
    this.updates = [];
    this.awarenessUpdates = [];
  }

  private schedule(): void {
    this.cancelFrame ??= this.requestFrame(() => {
      this.cancelFrame = null;
      // Text first: a cursor may stand in text that came with it.
      this.flushUpdates();
      if (this.awarenessTimer === undefined) {
        this.flushAwareness();
      }
    });
  }

  private flushAwareness(): void {
    if (this.awarenessUpdates.length === 0) {
      return;
    }
    const update = newestStates(this.awarenessUpdates);
    this.awarenessUpdates = [];
    this.awarenessAt = Date.now();
    applyAwarenessUpdate(this.awareness, update, this.origin);
  }
}
