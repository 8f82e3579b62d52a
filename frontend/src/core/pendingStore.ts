/** Where unacknowledged edits wait: on the browser's disk, and in memory where that cannot be. */

/** What one open document had that the server had not acknowledged. */
export interface PendingEdits {
  /** Unique to one Y.Doc of one tab. */
  id: string;
  server: string;
  user: string;
  document: string;
  historyId: string;
  /** The waiting changes as one Yjs update. */
  update: Uint8Array;
  /** The text that the server had, and the text that was here. */
  base: string;
  text: string;
  /** The update must not be applied any more: only the difference of the texts counts. */
  textOnly: boolean;
  /** Its document is closed: whoever opens it next may take it. */
  released: boolean;
  /** Milliseconds since the epoch. */
  savedAt: number;
}

/** Whose edits of which document. */
export interface PendingKey {
  server: string;
  user: string;
  document: string;
}

/** A store of pending edits. */
export interface PendingStore {
  /** Whether what is put here is still there when the page was closed. */
  readonly lasts: boolean;
  list(key: PendingKey): Promise<PendingEdits[]>;
  put(edits: PendingEdits): Promise<void>;
  delete(id: string): Promise<void>;
}

/** Pending edits for as long as the page lives. */
export class MemoryPendingStore implements PendingStore {
  readonly lasts = false;
  private readonly records = new Map<string, PendingEdits>();

  /** All edits of one person in one document, the oldest first. */
  list(key: PendingKey): Promise<PendingEdits[]> {
    const found = [...this.records.values()].filter(
      record =>
        record.server === key.server && record.user === key.user && record.document === key.document
    );
    return Promise.resolve(found.sort((a, b) => a.savedAt - b.savedAt));
  }

  /** Store or replace. */
  put(edits: PendingEdits): Promise<void> {
    this.records.set(edits.id, edits);
    return Promise.resolve();
  }

  /** Forget. */
  delete(id: string): Promise<void> {
    this.records.delete(id);
    return Promise.resolve();
  }
}

/**
 * A store on disk, with memory behind it: what the disk does not take is still there as long as the page
 * is, for the document that takes the place of another one. Rejects all the same, so that nobody believes it kept.
 */
export class BackedPendingStore implements PendingStore {
  private readonly memory = new MemoryPendingStore();

  constructor(private readonly disk: PendingStore) {}

  /** As the disk. */
  get lasts(): boolean {
    return this.disk.lasts;
  }

  /** What is in memory comes before what the disk has of it. Rejects only where there is neither. */
  async list(key: PendingKey): Promise<PendingEdits[]> {
    const here = await this.memory.list(key);
    try {
      const ids = new Set(here.map(edits => edits.id));
      return [...here, ...(await this.disk.list(key)).filter(edits => !ids.has(edits.id))];
    } catch (error) {
      if (here.length === 0) {
        throw error;
      }
      console.warn('What waits is in this page only:', error);
      return here;
    }
  }

  /** Store or replace. */
  async put(edits: PendingEdits): Promise<void> {
    await this.memory.put(edits);
    await this.disk.put(edits);
    await this.memory.delete(edits.id);
  }

  /** Forget. */
  async delete(id: string): Promise<void> {
    await this.memory.delete(id);
    await this.disk.delete(id);
  }
}
