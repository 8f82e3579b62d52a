/** The changes made here that the server has not acknowledged yet. */

import * as Y from 'yjs';

/** Above this many waiting changes the unsent ones are merged into one. */
const MERGE_ABOVE = 200;

/** One change made here. */
export interface LocalChange {
  update: Uint8Array;
  /** Whether it changes the program (and not only flags of the `state` map). */
  touchesText: boolean;
  /** The number of the message on the present socket that carried it; 0 while unsent. */
  message: number;
}

/**
 * Counts the document-changing messages of the present socket, and which changes each carried.
 *
 * The server acknowledges by count, so a change is safe once the message that carried it is counted.
 */
export class Outbox {
  private changes: LocalChange[] = [];
  private sent = 0;
  private acknowledged = 0;

  /** How many changes wait for their acknowledgement. */
  get size(): number {
    return this.changes.length;
  }

  /** How many of them no message of the present socket carries. */
  get unsent(): number {
    return this.changes.filter(change => change.message === 0).length;
  }

  /** Whether everything sent on this socket is acknowledged, and nothing waits. */
  get settled(): boolean {
    return this.changes.length === 0 && this.acknowledged >= this.sent;
  }

  /** Whether a change of the program waits. */
  get hasText(): boolean {
    return this.changes.some(change => change.touchesText);
  }

  /** A change was made here. */
  add(update: Uint8Array, touchesText: boolean): void {
    this.changes.push({ update, touchesText, message: 0 });
    if (this.changes.length > MERGE_ABOVE) {
      this.mergeUnsent();
    }
  }

  /** A new socket: nothing has been sent on it. */
  reset(): void {
    this.sent = 0;
    this.acknowledged = 0;
    this.hold();
  }

  /** A message went out that carries every waiting change. Returns its number. */
  carried(): number {
    this.sent += 1;
    for (const change of this.changes) {
      if (change.message === 0) {
        change.message = this.sent;
      }
    }
    return this.sent;
  }

  /** A message went out that carries none of them. */
  emptyHanded(): void {
    this.sent += 1;
  }

  /** What is under way was not taken, or may not have been: it is to be sent again when asked for. */
  hold(): void {
    for (const change of this.changes) {
      change.message = 0;
    }
  }

  /** The unsent changes as one update; null if there are none. */
  takeUnsent(): Uint8Array | null {
    const unsent = this.changes.filter(change => change.message === 0);
    return merged(unsent);
  }

  /** The server has dealt with the first `count` messages. Returns the changes that are safe now. */
  acknowledge(count: number): LocalChange[] {
    this.acknowledged = Math.max(this.acknowledged, count);
    const safe = this.changes.filter(change => change.message > 0 && change.message <= count);
    if (safe.length > 0) {
      this.changes = this.changes.filter(change => change.message === 0 || change.message > count);
    }
    return safe;
  }

  /** Everything that waits, as one update; null if nothing does. */
  everything(): Uint8Array | null {
    return merged(this.changes);
  }

  private mergeUnsent(): void {
    const update = this.takeUnsent();
    const unsent = this.changes.filter(change => change.message === 0);
    if (update === null || unsent.length < 2) {
      return;
    }
    const touchesText = unsent.some(change => change.touchesText);
    this.changes = this.changes.filter(change => change.message > 0);
    this.changes.push({ update, touchesText, message: 0 });
  }
}

function merged(changes: LocalChange[]): Uint8Array | null {
  const first = changes[0];
  if (!first) {
    return null;
  }
  return changes.length === 1 ? first.update : Y.mergeUpdates(changes.map(change => change.update));
}
