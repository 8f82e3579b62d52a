/** Keeps the pending edits of one open document on the person's own disk. */

import type { PendingEdits, PendingStore } from './pendingStore';

/** Without Web Locks, a record younger than this may belong to another tab that is still open. */
const FRESH_MS = 60_000;
/** What could not be written is written again after this. */
export const WRITE_AGAIN_MS = 5_000;

/**
 * Writes one record, at most one write under way: the newest content wins.
 *
 * A held Web Lock tells other tabs that the record has an owner. Where there are no Web Locks (pages
 * served without TLS), young records are left alone.
 */
export class PendingKeeper {
  private busy: Promise<void> = Promise.resolve();
  private dirty = false;
  private stored = false;
  private again: ReturnType<typeof setTimeout> | undefined;
  private disposed = false;
  private release: () => void = () => undefined;

  constructor(
    private readonly store: PendingStore,
    readonly id: string,
    private readonly content: () => PendingEdits | null,
    private readonly locks: LockManager | undefined,
    /** Hears whether the last write reached the disk: if not, edits that wait are in this page only. */
    private readonly kept: (kept: boolean) => void
  ) {
    if (locks) {
      const held = new Promise<void>(resolve => {
        this.release = resolve;
      });
      locks.request(lockName(id), () => held).catch((error: unknown) => {
        console.warn('Other tabs cannot be told whose the edits are that wait:', error); // the page is going away
      });
    }
  }

  /** The content has changed. */
  touch(): void {
    if (this.dirty) {
      return;
    }
    this.dirty = true;
    this.busy = this.busy.then(() => this.write());
  }

  /** Until what is here now is written. */
  async flush(): Promise<void> {
    this.touch();
    await this.busy;
  }

  /** Give the record up to whoever opens the document next. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.again);
    this.release();
  }

  /** Whether another tab that is still open keeps this record. */
  async isOwnedElsewhere(record: PendingEdits): Promise<boolean> {
    if (!this.locks) {
      return Date.now() - record.savedAt < FRESH_MS && !record.released && !record.textOnly;
    }
    return this.locks.request(lockName(record.id), { ifAvailable: true }, lock => lock === null);
  }

  private async write(): Promise<void> {
    this.dirty = false;
    clearTimeout(this.again);
    const edits = this.content();
    try {
      if (edits) {
        this.stored = true; // a write that is given up may be done all the same
        await this.store.put(edits);
      } else if (this.stored) {
        await this.store.delete(this.id);
        this.stored = false;
      } else {
        return;
      }
      this.kept(this.store.lasts);
    } catch (error) {
      console.warn('Edits that wait cannot be kept in this browser:', error);
      this.kept(false);
      if (!this.disposed) {
        this.again = setTimeout(() => {
          this.touch();
        }, WRITE_AGAIN_MS);
      }
    }
  }
}

function lockName(id: string): string {
  return `timewarp:${id}`;
}
