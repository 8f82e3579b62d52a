/** Where unacknowledged edits survive a closed lid: IndexedDB. */

import { within } from './deadline';
import type { PendingEdits, PendingKey, PendingStore } from './pendingStore';

/** A browser whose database does not answer within this does not have one, as far as anybody is told. */
export const ANSWERS_WITHIN_MS = 2_000;

const DATABASE = 'timewarp';
const STORE = 'unacknowledged';
const INDEX = 'document';

/**
 * Pending edits in IndexedDB. Each operation rejects after `ANSWERS_WITHIN_MS` without an answer, and the next
 * one after a failure opens the database anew.
 */
export class IndexedDBPendingStore implements PendingStore {
  readonly lasts = true;
  private opening: Promise<IDBDatabase> | null = null;

  constructor(private readonly factory: IDBFactory = indexedDB) {}

  /** All edits of one person in one document, the oldest first. */
  async list({ server, user, document }: PendingKey): Promise<PendingEdits[]> {
    const found = await this.run(
      'readonly',
      store => store.index(INDEX).getAll([server, user, document]) as IDBRequest<PendingEdits[]>
    );
    return found.sort((a, b) => a.savedAt - b.savedAt);
  }

  /** Store or replace. Resolves when it is on disk. */
  async put(edits: PendingEdits): Promise<void> {
    await this.run('readwrite', store => store.put(edits));
  }

  /** Forget; nothing happens if there is no such record. */
  async delete(id: string): Promise<void> {
    await this.run('readwrite', store => store.delete(id));
  }

  private async run<T>(mode: IDBTransactionMode, ask: (store: IDBObjectStore) => IDBRequest<T>): Promise<T> {
    const opening = (this.opening ??= this.open());
    try {
      const transaction = (await opening).transaction(STORE, mode);
      const request = ask(transaction.objectStore(STORE));
      await within(ANSWERS_WITHIN_MS, 'IndexedDB', done(transaction));
      return request.result;
    } catch (error) {
      this.forget(opening);
      throw error;
    }
  }

  private async open(): Promise<IDBDatabase> {
    const request = this.factory.open(DATABASE, 1);
    request.onupgradeneeded = () => {
      const store = request.result.createObjectStore(STORE, { keyPath: 'id' });
      store.createIndex(INDEX, ['server', 'user', 'document']);
    };
    const opened = result(request);
    try {
      const database = await within(ANSWERS_WITHIN_MS, 'Opening IndexedDB', opened);
      const opening = this.opening;
      // The browser closes it when it clears its data, and another version of us asks for that.
      database.onclose = database.onversionchange = () => {
        this.forget(opening);
      };
      return database;
    } catch (error) {
      // What opens too late is in the way of nobody.
      opened.then(
        database => {
          database.close();
        },
        () => undefined
      );
      throw error;
    }
  }

  /** This connection is of no use any longer. */
  private forget(opening: Promise<IDBDatabase> | null): void {
    if (opening !== null && this.opening === opening) {
      this.opening = null;
    }
    opening?.then(
      database => {
        database.close();
      },
      () => undefined // it was never open
    );
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

/** A full disk is found out at the end of a transaction, not at its requests. */
function done(transaction: IDBTransaction): Promise<void> {
  return new Promise((resolve, reject) => {
    transaction.oncomplete = () => {
      resolve();
    };
    transaction.onabort = transaction.onerror = () => {
      reject(transaction.error ?? new DOMException('IndexedDB failed', 'UnknownError'));
    };
  });
}
