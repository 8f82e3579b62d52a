/** The provider of one document: ours for a program of a room, else the stock one behind it. */

import type { IDocumentProvider } from '@jupyter/collaborative-drive';
import type { IDocumentProviderFactory, IForkProvider } from '@jupyter/docprovider';
import { ServerConnection } from '@jupyterlab/services';
import { PromiseDelegate } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import { Api } from '../../core/api';
import type { LiveDocument } from '../../core/liveDocument';
import type { Opened } from '../../core/openPath';
import { openPath } from '../../core/openPath';
import type { Spoiled } from '../../core/permission';
import type { Room } from '../../core/records';
import type { RoleInRoom } from '../../core/standing';
import { standingAsker, standingOf } from '../../core/standing';
import { closing } from './closing';
import type { Connecting } from './connect';
import { connect } from './connect';
import { closeMessage, openError } from './messages';
import type { Provider, ProviderSurroundings, RoomEvent } from './provider';
import { saveNow } from './saveNow';
import { makeSend } from './send';

/** How often a document that was not even received yet is looked up again after 4409. */
const MOST_HISTORIES = 3;

/**
 * Returned by the factory at once; finds out by itself what the document is.
 *
 * Until that is known nothing is connected, and `ready` waits.
 */
export class RoomProvider implements IDocumentProvider, IForkProvider {
  private readonly _ready = new PromiseDelegate<void>();
  private readonly _changed = new Signal<this, void>(this);
  private readonly _events = new Signal<this, RoomEvent>(this);
  private readonly abort = new AbortController();
  private readonly settings: ServerConnection.ISettings;
  /** The server, as this person. */
  readonly api: Api;
  private readonly connecting: Connecting;
  private stock: Provider | null = null;
  private opened: Opened | null = null;
  private _live: LiveDocument | null = null;
  private _is: RoleInRoom = { role: null, locked: false };
  private histories = 0;
  private _isDisposed = false;

  constructor(
    readonly options: IDocumentProviderFactory.IOptions,
    private readonly around: ProviderSurroundings,
    private readonly makeStock: () => Provider
  ) {
    this.settings = options.serverSettings ?? ServerConnection.makeSettings();
    this.api = new Api(makeSend(this.settings));
    this.connecting = {
      settings: this.settings,
      pending: around.pending,
      user: options.user,
      standing: standingAsker(this.api, this.noteRole)
    };
    // Whoever waits for `ready` hears of a failure; without anyone waiting it is no crash.
    this._ready.promise.catch(() => undefined);
    options.user.userChanged.connect(this.nameSelf, this);
    void this.start();
  }

  /** The live document; null while looking up, and for what is in no room. */
  get live(): LiveDocument | null {
    return this._live;
  }

  /** Whether this is a program of a room. */
  get inRoom(): boolean {
    return this._live !== null;
  }

  /** The name of the room; empty if there is none. */
  get roomName(): string {
    return this.opened?.lookup.room.name ?? '';
  }

  /** The room and the id of the program in it; null for what is in no room, and while looking up. */
  get place(): { room: Room; document: string } | null {
    const { opened } = this;
    return opened === null || this._live === null
      ? null
      : { room: opened.lookup.room, document: opened.document };
  }

  /** What the person is in the room, as far as is known here. */
  get is(): RoleInRoom {
    return this._is;
  }

  /** The server's own word on why edits are not taken or the connection ended; may be empty. */
  get reason(): string {
    return this._live?.store.getState().reason ?? '';
  }

  /** Whether edits of the person are not taken now. */
  get readOnly(): boolean {
    const state = this._live?.store.getState();
    if (!state) {
      return false;
    }
    return state.connection === 'ended' || !['writable', 'unknown'].includes(state.access);
  }

  /** Whether the document changes right now because of what the server sent. */
  get applying(): boolean {
    return this._live?.client.applying ?? false;
  }

  /** Where the document lives has become known. */
  get changed(): ISignal<this, void> {
    return this._changed;
  }

  /** What the views have to act upon. */
  get events(): ISignal<this, RoomEvent> {
    return this._events;
  }

  /** Resolves at the first sync; rejects with a message for the person. */
  get ready(): Promise<void> {
    return this._ready.promise;
  }

  /** The content type of the document. */
  get contentType(): string {
    return this.options.contentType;
  }

  /** The format of the document. */
  get format(): string {
    return this.options.format;
  }

  /** The stock provider's connection, where there is one. */
  get wsProvider(): unknown {
    return (this.stock as { wsProvider?: unknown } | null)?.wsProvider ?? null;
  }

  /** Whether the provider has been given up. */
  get isDisposed(): boolean {
    return this._isDisposed;
  }

  /** Leave the document. */
  dispose(): void {
    if (this._isDisposed) {
      return;
    }
    this._isDisposed = true;
    this.abort.abort();
    this.options.user.userChanged.disconnect(this.nameSelf, this);
    this.giveUp();
    this.stock?.dispose();
    this._changed.emit();
    Signal.clearData(this);
  }

  /** Write the file now. Rejects with a message for the person. */
  async save(): Promise<void> {
    await this.ready;
    if (this._live && this.opened) {
      await saveNow(this.api, this.opened, this._live, this.around.trans);
    } else {
      await this.stock?.save?.();
    }
  }

  /** Connect anew. */
  async reconnect(): Promise<void> {
    this._live?.client.reconnect();
    await this.stock?.reconnect();
  }

  /** Programs of rooms have no forks: history and restoring take their place. */
  async connectToForkDoc(forkRoomId: string, sessionId: string): Promise<void> {
    if (this._live) {
      throw new Error(this.around.trans.__('A program of a room has no forks.'));
    }
    await this.stock?.connectToForkDoc(forkRoomId, sessionId);
  }

  private async start(): Promise<void> {
    const { path } = this.options;
    try {
      await this.options.user.ready;
      const opened = await openPath(this.api, path, this.abort.signal);
      await (opened && this.around.unsent.release(opened.document));
      if (this._isDisposed) {
        return;
      }
      if (opened) {
        this.enter(opened);
      } else {
        this.leaveToStock();
      }
    } catch (error) {
      if (!this._isDisposed) {
        this._ready.reject(openError(error, path, this.around.trans));
      }
    }
  }

  private leaveToStock(): void {
    this.stock = this.makeStock();
    this.stock.ready.then(
      () => {
        this._ready.resolve();
      },
      (reason: unknown) => {
        this._ready.reject(reason);
      }
    );
    this._changed.emit();
  }

  private enter(opened: Opened): void {
    const { model } = this.options;
    this.opened = opened;
    this.nameSelf();
    this._live = connect(this.connecting, opened, model.ydoc, model.awareness, {
      ready: () => {
        this._ready.resolve();
      },
      spoiled: why => {
        this.spoiled(why);
      },
      ended: code => {
        this.ended(code);
      },
      leftover: edits => {
        this._events.emit({ kind: 'leftover', edits });
      }
    });
    this.noteRole({ role: opened.lookup.role, locked: opened.lookup.room.locked });
    this._live.start(standingOf(opened.lookup.role, opened.lookup.room.locked));
    this._changed.emit();
    if (opened.lookup.joined) {
      this._events.emit({ kind: 'joined', room: opened.lookup.room.name });
    }
  }

  /** A Y.Doc that has received nothing is still good for another history. */
  private spoiled(why: Spoiled): void {
    const live = this._live;
    if (live && !live.store.getState().synced && this.histories < MOST_HISTORIES) {
      this.histories += 1;
      live.dispose();
      void this.start();
      return;
    }
    this._events.emit({ kind: 'spoiled', why });
  }

  private ended(code: number): void {
    this._ready.reject(new Error(closeMessage(code, this.reason, this.around.trans)));
    this._events.emit({ kind: 'ended', code });
  }

  /** What waits goes on being sent, by somebody who has no editor. */
  private giveUp(): void {
    const { connecting, api, opened, _live: live, _is: is } = this;
    if (live && opened) {
      const standing = standingOf(is.role, is.locked);
      const { path } = this.options;
      this.around.unsent.take(closing({ connecting, api, opened, path, live, standing }));
    }
  }

  /** The person is this in the room now, as somebody has heard. */
  readonly noteRole = (is: RoleInRoom): void => {
    if (is.role !== this._is.role || is.locked !== this._is.locked) {
      this._is = is;
      this._changed.emit();
    }
  };

  private nameSelf(): void {
    const { model, user } = this.options;
    if (this.opened) {
      model.awareness.setLocalStateField('user', user.identity);
    }
  }
}
