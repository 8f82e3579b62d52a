/** A live document with everything that belongs to it: the socket, and the edits kept on this side. */

import * as Y from 'yjs';

import type { CollaborationStore } from './collaboration';
import { changeState, createCollaborationStore } from './collaboration';
import { within } from './deadline';
import type { Spoiled } from './permission';
import { PendingKeeper } from './pendingKeeper';
import type { PendingEdits, PendingStore } from './pendingStore';
import { replayDifference } from './replay';
import type { Standing } from './standing';
import { SyncClient } from './syncClient';
import type { SyncOptions } from './syncOptions';

/** A program is shown after this, though the browser has not said yet what it kept of it. */
const LOOK_FOR_MS = 2_000;

/** Which document, for whom, in which history. */
export interface DocumentKey {
  server: string;
  user: string;
  document: string;
  historyId: string;
}

/** Edits that were found but may not be made: the person can only be shown them. */
export interface Leftover {
  base: string;
  text: string;
}

/** What the owner of a live document is told. */
export interface LiveDocumentEvents {
  /** The document is here, and what was kept of an earlier visit is in it. */
  ready(): void;
  /** What was kept of earlier visits has been looked for; mostly before `ready`. */
  adopted?(): void;
  spoiled(why: Spoiled): void;
  ended(code: number): void;
  leftover(edits: Leftover): void;
}

/** What a live document needs. */
export interface LiveDocumentOptions extends Omit<SyncOptions, 'events' | 'store'> {
  key: DocumentKey;
  pending: PendingStore;
  events: LiveDocumentEvents;
  locks?: LockManager | undefined;
}

/** Keeps a Y.Doc in sync, and what the server has not acknowledged in the browser. */
export class LiveDocument {
  readonly store: CollaborationStore = createCollaborationStore();
  readonly client: SyncClient;
  private readonly keeper: PendingKeeper;
  private readonly id: string;
  private adopted: string[] = [];
  private spoiledBy: Spoiled | null = null;
  private released = false;
  private handedOver = false;
  private last: { record: PendingEdits | null } | null = null;

  constructor(private readonly options: LiveDocumentOptions) {
    const { server, user, document, historyId } = options.key;
    this.id = JSON.stringify([server, user, document, historyId, options.doc.clientID]);
    this.client = new SyncClient({
      ...options,
      store: this.store,
      events: {
        synced: () => void this.synced(),
        pending: () => {
          this.pendingChanged();
        },
        spoiled: why => {
          this.spoiledBy = why;
          options.events.spoiled(why);
        },
        ended: code => {
          options.events.ended(code);
        }
      }
    });
    this.keeper = new PendingKeeper(
      options.pending,
      this.id,
      () => (this.last ?? { record: this.record() }).record,
      options.locks,
      this.setKept
    );
    this.setKept(options.pending.lasts);
  }

  /** Connect. */
  start(standing: Standing): void {
    this.client.start(standing);
    this.listen('addEventListener');
  }

  /** The program as it is here. */
  get text(): string {
    return this.options.doc.getText('source').toJSON();
  }

  /** Whether there are edits that the server lacks and would take. */
  get hasUnsent(): boolean {
    const { connection } = this.store.getState();
    return this.client.waiting !== null && this.spoiledBy === null && connection !== 'ended' && !this.handedOver;
  }

  /**
   * Until what waits is on this browser's disk, and free for the next document to take up. Refused
   * edits are forgotten instead: they must never come back by themselves.
   */
  async handOver(): Promise<void> {
    this.released = this.handedOver = true;
    await this.keeper.flush();
    await this.forget(this.adopted.splice(0)); // what they held is in our own record, or refused
    this.keeper.dispose();
  }

  /** Whether what waits is on this browser's disk, as far as is known. */
  get isKept(): boolean {
    return this.store.getState().kept;
  }

  /** The person does not want what waits any longer: it is taken from this browser's disk. Leave after that. */
  async discard(): Promise<void> {
    this.last = { record: null };
    await this.handOver();
  }

  /** Leave; what waits stays on this browser's disk. */
  dispose(): void {
    this.listen('removeEventListener');
    this.released = true;
    this.last ??= { record: this.record() };
    if (!this.handedOver) {
      void this.keeper.flush().then(() => {
        this.keeper.dispose();
      });
    }
    this.client.dispose();
  }

  /** What is to be kept now; null if nothing waits. */
  private record(): PendingEdits | null {
    const update = this.client.waiting;
    if (update === null || this.spoiledBy === 'refused') {
      return null;
    }
    const { server, user, document, historyId } = this.options.key;
    return {
      id: this.id,
      server,
      user,
      document,
      historyId,
      update,
      base: this.client.syncedText,
      text: this.text,
      textOnly: this.spoiledBy === 'other history',
      released: this.released,
      savedAt: Date.now()
    };
  }

  private pendingChanged(): void {
    this.keeper.touch();
    if (this.adopted.length > 0 && this.client.waiting === null) {
      const ids = this.adopted;
      this.adopted = [];
      void this.forget(ids);
    }
  }

  /** Whoever waits for a database that hangs waits in vain; what it finds later still comes into the program. */
  private async synced(): Promise<void> {
    const adopted = this.adopt().catch((error: unknown) => {
      console.warn('Edits kept in this browser cannot be read:', error);
      this.setKept(false);
    });
    void adopted.then(() => this.options.events.adopted?.());
    try {
      await within(LOOK_FOR_MS, 'Looking for edits kept in this browser', adopted);
    } catch (error) {
      console.warn(error);
      this.setKept(false);
    }
    this.options.events.ready();
  }

  /** Take up what earlier visits left: edits are made again, here and now, or shown. */
  private async adopt(): Promise<void> {
    const { pending, key, events } = this.options;
    for (const found of await pending.list(key)) {
      if (found.id === this.id || !(await this.keeper.claim(found))) {
        continue;
      }
      if (this.last) {
        return; // the program was closed meanwhile: what waits is for whoever opens it next
      }
      const record = (await pending.list(key)).find(({ id }) => id === found.id);
      if (!record) {
        continue; // another tab has done it meanwhile
      }
      if (this.store.getState().access === 'readonly') {
        events.leftover({ base: record.base, text: record.text });
        await this.forget([record.id]);
      } else {
        await this.redo(record);
      }
    }
    if (this.client.waiting === null) {
      await this.forget(this.adopted.splice(0));
    }
  }

  private readonly setKept = (kept: boolean): void => {
    changeState(this.store, { kept });
  };

  private async redo(record: PendingEdits): Promise<void> {
    const isOfHere = record.historyId === this.options.key.historyId && !record.textOnly;
    const { update } = isOfHere ? record : await this.transcribe(record);
    this.adopted.push(record.id);
    Y.applyUpdate(this.options.doc, update, this);
  }

  /**
   * The difference of the texts as edits of this history. They are stored in the place of the difference
   * before anybody sees them: whatever happens from now on, the same edits come again, not new ones beside them.
   */
  private async transcribe(record: PendingEdits): Promise<PendingEdits> {
    const { doc, key, pending } = this.options;
    const fork = new Y.Doc();
    Y.applyUpdate(fork, Y.encodeStateAsUpdate(doc));
    const before = Y.encodeStateVector(fork);
    const source = fork.getText('source');
    const base = source.toJSON();
    replayDifference(source, record.base, record.text, this);
    const update = Y.encodeStateAsUpdate(fork, before);
    const here = { ...record, historyId: key.historyId, textOnly: false, update, base, text: source.toJSON() };
    fork.destroy();
    try {
      await pending.put(here);
    } catch (error) {
      console.warn('What was left of an earlier visit is in this page only:', error);
      this.setKept(false);
    }
    return here;
  }

  private async forget(ids: string[]): Promise<void> {
    for (const id of ids) {
      await this.options.pending.delete(id);
    }
  }

  private listen(how: 'addEventListener' | 'removeEventListener'): void {
    if (typeof window === 'undefined') {
      return;
    }
    window[how]('online', this.onOnline);
    window[how]('offline', this.onOffline);
    window[how]('beforeunload', this.onLeaving);
    document[how]('visibilitychange', this.onVisible);
  }

  private readonly onOnline = (): void => {
    this.client.wake();
  };

  private readonly onOffline = (): void => {
    this.client.wentOffline();
  };

  /**
   * Whoever closes the tab now is asked first. What waits is kept in this browser, but is sent only when
   * the program is opened in it again: at school that may be somebody else's computer tomorrow.
   */
  private readonly onLeaving = (event: Event): void => {
    if (this.client.waiting !== null) {
      event.preventDefault();
    }
  };

  private readonly onVisible = (): void => {
    if (document.visibilityState === 'visible' && this.store.getState().connection !== 'idle') {
      this.client.wake();
    }
  };
}
