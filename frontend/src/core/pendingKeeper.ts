/** Keeps the pending edits of one open document on the person's own disk. */

import type { PendingEdits, PendingStore } from './pendingStore';

/** Without Web Locks, a record younger than this may belong to another tab that is still open, unless it was left. */
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
  private readonly held = new Promise<void>(resolve => {
    this.release = resolve;
  });

  constructor(
    private readonly store: PendingStore,
    readonly id: string,
    private readonly content: () => PendingEdits | null,
    private readonly locks: LockManager | undefined,
    /** Hears whether the last write reached the disk: if not, edits that wait are in this page only. */
    private readonly kept: (kept: boolean) => void
  ) {
    locks?.request(lockName(id), () => this.held).catch((error: unknown) => {
      console.warn('Other tabs cannot be told whose the edits are that wait:', error); // the page is going away
    });
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

  /** Give the record up, and those that were taken, to whoever opens the document next. */
  dispose(): void {
    this.disposed = true;
    clearTimeout(this.again);
    this.release();
  }

  /**
   * Take a record that somebody left; false if another document that is open has it. Whoever takes it keeps
   * it until it is given up: two tabs that open at once must not both make the same edits again.
   */
  claim(record: PendingEdits): Promise<boolean> {
    const { locks } = this;
    if (!locks) {
      const isFree = record.textOnly || record.released || Date.now() - record.savedAt >= FRESH_MS;
      return Promise.resolve(isFree);
    }
    return new Promise((resolve, reject) => {
      const take = (lock: Lock | null): Promise<void> | undefined => {
        resolve(lock !== null);
        return lock === null ? undefined : this.held;
      };
      locks.request(lockName(record.id), { ifAvailable: true }, take).catch(reject);
    });
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
