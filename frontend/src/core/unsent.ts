/** Edits of programs that were closed before the server had them: they go on being sent. */

import { Awareness } from 'y-protocols/awareness';
import * as Y from 'yjs';

import type { Leftover, LiveDocument, LiveDocumentEvents } from './liveDocument';
import type { Spoiled } from './permission';

/** As many times the history may be another one before what waits is left to the next visit. */
const MOST_HISTORIES = 3;
/** Who closes a program has mostly just typed: that is sent in a moment, and nothing to talk about. */
export const TELL_AFTER_MS = 2_000;

/** A program that is being closed. */
export interface Closing {
  document: string;
  path: string;
  live: LiveDocument;
  /** Connect a fresh Y.Doc to the document, in the history that it has by now. Rejects where it cannot be opened. */
  open: (doc: Y.Doc, awareness: Awareness, events: LiveDocumentEvents) => Promise<LiveDocument>;
}

/** What the person is told. */
export interface UnsentEvents {
  /** Edits of a closed program still wait; answers what to do when that is over, be they sent or not. */
  waits(path: string): () => void;
  /** The server has all of a program of which it was told that it waits. */
  sent(path: string): void;
  /** They are not taken: the person can only be shown them. */
  notTaken(path: string, edits: Leftover): void;
}

/** All of one page. Closing the page is asked about as long as there are any. */
export class UnsentEdits {
  private readonly running = new Map<string, Sender>();

  constructor(private readonly events: UnsentEvents) {
    window.addEventListener('beforeunload', event => {
      if (this.running.size > 0) {
        event.preventDefault();
      }
    });
  }

  /** Take a document over from its editor, which goes; what the server has is not taken over. */
  take(closing: Closing): void {
    if (!closing.live.hasUnsent) {
      closing.live.dispose();
      return;
    }
    const { document } = closing;
    const sender = new Sender(closing, this.events, () => {
      if (this.running.get(document) === sender) {
        this.running.delete(document);
      }
    });
    this.running.set(document, sender);
    void sender.run();
  }

  /** The document is opened again: what waits is for that editor. */
  async release(document: string): Promise<void> {
    await this.running.get(document)?.release();
  }
}

/** Opens a program once more, behind the scenes, until all is sent. */
class Sender {
  private live: LiveDocument | null = null;
  private begun: Promise<void> = Promise.resolve();
  private histories = 0;
  private found = false;
  private over = false;
  private told: (() => void) | null = null;
  private readonly timer: ReturnType<typeof setTimeout>;

  constructor(
    private readonly closing: Closing,
    private readonly events: UnsentEvents,
    private readonly done: () => void
  ) {
    this.timer = setTimeout(() => {
      this.told = events.waits(closing.path);
    }, TELL_AFTER_MS);
  }

  /** Go on sending. */
  run(): Promise<void> {
    return this.begin(this.closing.live);
  }

  /** Give up what waits to whoever asks the store for it next. */
  async release(): Promise<void> {
    await this.begun;
    await this.live?.handOver();
    this.end();
  }

  private begin(before: LiveDocument): Promise<void> {
    this.begun = this.connect(before).catch((error: unknown) => {
      console.warn(`Edits of ${this.closing.path} wait for its next opening:`, error);
      this.end();
    });
    return this.begun;
  }

  private async connect(before: LiveDocument): Promise<void> {
    await before.handOver();
    before.dispose();
    if (this.over) {
      return;
    }
    this.found = false;
    const doc = new Y.Doc();
    const awareness = new Awareness(doc);
    awareness.setLocalState(null); // nobody sits there
    this.live = await this.closing.open(doc, awareness, {
      ready: () => undefined,
      adopted: () => {
        this.found = true;
        this.look();
      },
      spoiled: why => {
        this.spoiled(why);
      },
      ended: () => {
        this.end();
      },
      leftover: edits => {
        this.events.notTaken(this.closing.path, edits);
      }
    });
    this.live.store.subscribe(() => {
      this.look();
    });
  }

  private look(): void {
    const { live, found } = this;
    if (live && found && live.store.getState().saved && live.client.waiting === null) {
      const wasTold = this.told !== null && !this.over;
      this.end();
      if (wasTold) {
        this.events.sent(this.closing.path);
      }
    }
  }

  private spoiled(why: Spoiled): void {
    const { live } = this;
    this.histories += 1;
    if (live && why === 'other history' && this.histories < MOST_HISTORIES) {
      void this.begin(live);
      return;
    }
    if (live && why === 'refused') {
      this.events.notTaken(this.closing.path, { base: live.client.syncedText, text: live.text });
    }
    this.end();
  }

  private end(): void {
    if (!this.over) {
      this.over = true;
      clearTimeout(this.timer);
      this.told?.();
      this.live?.dispose();
      this.done();
    }
  }
}
