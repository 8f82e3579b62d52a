/** Which open documents are programs of rooms. */

import type { ISharedDocument } from '@jupyter/ydoc';
import { Token } from '@lumino/coreutils';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';

import type { RoomProvider } from './roomProvider';

/** The providers of all documents that were opened through us. */
export interface ILiveDocuments {
  /** The provider of a document, be it in a room or not (yet known). */
  of(model: ISharedDocument): RoomProvider | undefined;
  /** Enter a new provider. */
  add(model: ISharedDocument, provider: RoomProvider): void;
  /** A provider was added or given up, or has found out where its document lives. */
  readonly changed: ISignal<ILiveDocuments, RoomProvider>;
}

/** The token of `ILiveDocuments`. */
export const ILiveDocuments = new Token<ILiveDocuments>(
  'timewarp-jupyter:ILiveDocuments',
  'The programs of rooms that are open, with their connection and who may write.'
);

/** The registry. */
export class LiveDocuments implements ILiveDocuments {
  private readonly providers = new WeakMap<ISharedDocument, RoomProvider>();
  private readonly _changed = new Signal<ILiveDocuments, RoomProvider>(this);

  /** A provider was added, or has found out where its document lives. */
  get changed(): ISignal<ILiveDocuments, RoomProvider> {
    return this._changed;
  }

  /** The provider of a document. */
  of(model: ISharedDocument): RoomProvider | undefined {
    return this.providers.get(model);
  }

  /** Enter a provider. */
  add(model: ISharedDocument, provider: RoomProvider): void {
    this.providers.set(model, provider);
    provider.changed.connect(() => {
      this._changed.emit(provider);
    });
    this._changed.emit(provider);
  }
}

/** Where the plugin that provides `ILiveDocuments` is disabled, our own plugins meet here all the same. */
export const unprovided: ILiveDocuments = new LiveDocuments();
