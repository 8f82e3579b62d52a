/** Where unacknowledged edits survive a closed lid: IndexedDB, or memory where there is none. */

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
  /** Milliseconds since the epoch. */
  savedAt: number;
  /** The document was closed after this was written: nobody has it open who would send it. */
  left?: boolean;
}

/** Whose edits of which document. */
export interface PendingKey {
  server: string;
  user: string;
  document: string;
}

/** A store of pending edits. */
export interface PendingStore {
  list(key: PendingKey): Promise<PendingEdits[]>;
  put(edits: PendingEdits): Promise<void>;
  delete(id: string): Promise<void>;
}

const DATABASE = 'timewarp';
const STORE = 'unacknowledged';
const INDEX = 'document';

/** Pending edits in IndexedDB. */
export class IndexedDBPendingStore implements PendingStore {
  private opening: Promise<IDBDatabase> | null = null;

  constructor(private readonly factory: IDBFactory = indexedDB) {}

  /** All edits of one person in one document, the oldest first. */
  async list({ server, user, document }: PendingKey): Promise<PendingEdits[]> {
    const index = (await this.objects('readonly')).index(INDEX);
    const found = await result(
      index.getAll([server, user, document]) as IDBRequest<PendingEdits[]>
    );
    return found.sort((a, b) => a.savedAt - b.savedAt);
  }

  /** Store or replace. */
  async put(edits: PendingEdits): Promise<void> {
    await result((await this.objects('readwrite')).put(edits));
  }

  /** Forget; nothing happens if there is no such record. */
  async delete(id: string): Promise<void> {
    await result((await this.objects('readwrite')).delete(id));
  }

  private async objects(mode: IDBTransactionMode): Promise<IDBObjectStore> {
    this.opening ??= this.open();
    return (await this.opening).transaction(STORE, mode).objectStore(STORE);
  }

  private open(): Promise<IDBDatabase> {
    const request = this.factory.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { keyPath: 'id' });
      store.createIndex(INDEX, ['server', 'user', 'document']);
    };
    return result(request);
  }
}

/** Pending edits for as long as the page lives. */
export class MemoryPendingStore implements PendingStore {
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

function result<T>(request: IDBRequest<T>): Promise<T> {
  return new Promise((resolve, reject) => {
    request.onsuccess = () => {
      resolve(request.result);
    };
    request.onerror = () => {
      reject(request.error ?? new DOMException('IndexedDB failed', 'UnknownError'));
    };
  });
}
