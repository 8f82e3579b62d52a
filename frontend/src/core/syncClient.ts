/** One live document: the sync protocol between a Y.Doc and the server. */

import * as Y from 'yjs';

import { SelfAwareness } from './awareness';
import { CLOSE } from './closeCodes';
import type { CollaborationState } from './collaboration';
import { changeState } from './collaboration';
import { browserFrame, Inbox } from './inbox';
import { Outbox } from './outbox';
import { Permission } from './permission';
import type { Frame } from './protocol';
import { awarenessFrame, EMPTY_UPDATE, frameOf, step1, step2, updateFrame } from './protocol';
import { Returning } from './returning';
import type { SocketState } from './socket';
import { ReconnectingSocket } from './socket';
import type { Standing } from './standing';
import { SyncedText } from './syncedText';
import type { SyncOptions } from './syncOptions';

/**
 * Speaks the plain y-websocket protocol: sync steps 1 and 2, updates, awareness (our own state only),
 * refusals, and the server's acknowledgements.
 *
 * Nothing is sent before the server's step 1 was answered: a later change without the earlier ones
 * would be a gap. The answer carries all that waits.
 */
export class SyncClient {
  private readonly outbox = new Outbox();
  private readonly serverText = new SyncedText();
  private readonly permission: Permission;
  private readonly source: Y.Text;
  private readonly inbox: Inbox;
  private readonly returning: Returning;
  private readonly socket: ReconnectingSocket;
  private readonly presence: SelfAwareness;
  private readonly doc: Y.Doc;
  private answered = false;
  private unanswered: Uint8Array | null = null;
  private met = false;
  private disposed = false;

  constructor(private readonly options: SyncOptions) {
    this.doc = options.doc;
    this.source = this.doc.getText('source');
    this.inbox = new Inbox(this.doc, options.awareness, this, options.requestFrame ?? browserFrame);
    this.returning = new Returning(this.source, this);
    this.permission = new Permission({
      hasText: () => this.outbox.hasText,
      ask: options.standing,
      accessChanged: (access, reason) => {
        this.update({ access, reason });
        this.report();
      },
      opened: this.sendWaiting.bind(this),
      decided: () => {
        if (this.unanswered) {
          this.answer(this.unanswered);
        }
      },
      spoiled: options.events.spoiled.bind(options.events)
    });
    this.socket = new ReconnectingSocket({
      url: options.url,
      WebSocket: options.WebSocket ?? WebSocket,
      events: {
        opened: this.opened.bind(this),
        received: this.received.bind(this),
        closed: this.closed.bind(this),
        probe: () => {
          this.presence.announce();
        }
      }
    });
    this.doc.on('update', this.onUpdate);
    this.presence = new SelfAwareness(options.awareness, {
      send: state => {
        if (this.socket.send(awarenessFrame(state))) {
          this.socket.probed();
        }
      },
      peers: peers => {
        this.update({ peers });
      }
    });
  }

  /** Whether edits made here may go to the server. */
  get writable(): boolean {
    return this.permission.writable;
  }

  /** Whether the document is being changed by what came from the server, right now. */
  get applying(): boolean {
    return this.inbox.applying;
  }

  /** The text that the server has, as far as is known here. */
  get syncedText(): string {
    return this.serverText.text();
  }

  /** The changes that wait for their acknowledgement, as one update; null if none do. */
  get waiting(): Uint8Array | null {
    return this.outbox.hasText ? this.outbox.everything() : null;
  }

  /** Connect. */
  start(standing: Standing): void {
    this.permission.take(standing);
    this.socket.start();
  }

  /** Throw the present connection away and make a new one. */
  reconnect(): void {
    this.socket.drop();
    this.socket.wake();
  }

  /** The network or the person is back: connect now. */
  wake(): void {
    this.socket.wake();
    this.update({ retryAt: this.socket.retryAt });
  }

  /** The browser says that there is no network. */
  wentOffline(): void {
    this.socket.drop();
  }

  /** Leave. The Y.Doc is not touched. */
  dispose(): void {
    if (this.disposed) {
      return;
    }
    this.disposed = true;
    this.doc.off('update', this.onUpdate);
    this.presence.dispose();
    this.permission.dispose();
    this.inbox.dispose();
    this.returning.dispose();
    this.socket.stop();
    this.serverText.dispose();
  }

  private opened(): void {
    this.update({ connection: 'connected', retryAt: null });
    if (!this.permission.isSpoiled) {
      this.socket.send(step1(Y.encodeStateVector(this.doc)));
    }
    this.presence.announce();
  }

  private closed(state: SocketState, code: number): void {
    this.answered = false;
    this.unanswered = null;
    this.outbox.reset();
    if (this.options.store.getState().synced) {
      this.returning.left();
    }
    this.update({ connection: state, closeCode: code, retryAt: this.socket.retryAt });
    if (code === CLOSE.otherHistory) {
      this.permission.spoil('other history');
    } else {
      this.permission.disconnected();
    }
    if (state === 'ended' && !this.permission.isSpoiled) {
      this.options.events.ended(code);
    }
    this.report();
  }

  private received(bytes: Uint8Array): void {
    const frame = frameOf(bytes);
    if (frame === null) {
      this.socket.drop();
    } else if (!this.permission.isSpoiled) {
      this.handle(frame);
    }
  }

  private handle(frame: Frame): void {
    switch (frame.kind) {
      case 'step1':
        this.answer(frame.stateVector);
        break;
      case 'step2':
      case 'update':
        this.takeRemote(frame.update, frame.kind === 'step2');
        break;
      case 'awareness':
        this.inbox.addAwareness(frame.update);
        break;
      case 'refused':
        this.answered = false;
        this.permission.refused(frame.reason);
        break;
      case 'acknowledged':
        this.acknowledged(frame.count);
        break;
      case 'file':
        this.update({ savedAt: frame.savedAt, fileProblem: frame.problem });
        break;
      case 'unknown':
        break; // a newer server may say more
    }
  }

  /**
   * The server asks what it lacks: at the beginning, and when edits are taken (again). A viewer has
   * nothing to offer; being asked again may mean that the viewer is one no longer.
   *
   * While it is open whether edits under way were refused there is no answer: with one, the server would
   * go on counting, and the refused ones would look acknowledged.
   */
  private answer(stateVector: Uint8Array): void {
    this.unanswered = this.permission.isDeciding ? stateVector : null;
    if (this.unanswered) {
      return;
    }
    this.permission.asked();
    this.outbox.hold();
    this.answered = true;
    if (this.permission.writable) {
      this.socket.send(step2(Y.encodeStateAsUpdate(this.doc, stateVector)));
      this.outbox.carried();
    } else {
      this.socket.send(step2(EMPTY_UPDATE));
      this.outbox.emptyHanded();
      if (this.met) {
        void this.permission.refresh();
      }
    }
    this.met = true;
    this.report();
  }

  private takeRemote(update: Uint8Array, complete: boolean): void {
    this.serverText.note(update);
    this.inbox.addUpdate(update);
    const isFirst = !this.options.store.getState().synced;
    if (!complete || !(isFirst || this.returning.isBehind)) {
      return;
    }
    this.inbox.flushUpdates();
    this.returning.caughtUp();
    if (isFirst) {
      this.update({ synced: true });
      this.options.events.synced();
    }
    this.report();
  }

  private acknowledged(count: number): void {
    const safe = this.outbox.acknowledge(count);
    for (const change of safe) {
      this.serverText.note(change.update);
    }
    this.permission.acknowledged();
    if (safe.length > 0) {
      this.options.events.pending();
    }
    this.report();
  }

  private sendWaiting(): void {
    const update = this.answered && this.permission.writable ? this.outbox.takeUnsent() : null;
    if (update && this.socket.send(updateFrame(update))) {
      this.outbox.carried();
    }
    this.report();
  }

  private readonly onUpdate = (update: Uint8Array, origin: unknown, _doc: Y.Doc, { changed }: Y.Transaction): void => {
    if (origin === this) {
      return;
    }
    const touchesText = [...changed.keys()].some(type => type === (this.source as unknown));
    this.outbox.add(update, touchesText);
    if (touchesText) {
      this.permission.textChanged();
    }
    this.sendWaiting();
    this.options.events.pending();
    if (this.options.store.getState().connection === 'idle') {
      this.socket.wake();
    }
  };

  /** What a viewer's editor leaves in the `state` map waits, but is nobody's work. */
  private report(): void {
    const saved = this.outbox.settled || !(this.permission.writable || this.outbox.hasText);
    const caughtUp = saved && this.socket.isOpen ? this.returning.settled() : null;
    this.update({ saved, unsent: this.outbox.size, ...(caughtUp && { caughtUp }) });
  }

  private update(change: Partial<CollaborationState>): void {
    changeState(this.options.store, change);
  }
}
