/** What is done with every editor of what may be a program of a room. */

import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IDisposable } from '@lumino/disposable';
import { DisposableDelegate } from '@lumino/disposable';
import type { Widget } from '@lumino/widgets';

import type { ILiveDocuments } from './registry';
import type { RoomProvider } from './roomProvider';

/** As much of a provider as says whether edits are taken. */
export type Writable = Pick<RoomProvider, 'readOnly' | 'live' | 'changed'>;

/** One editor; whether its file is in a room shows later. */
export interface OpenProgram {
  readonly widget: Widget;
  readonly context: DocumentRegistry.Context;
  readonly provider: RoomProvider;
}

/** An extension of JupyterLab's editors; `extend` is called for each that was opened through us, and answers how to stop. */
export function forEachProgram(
  documents: ILiveDocuments,
  extend: (program: OpenProgram) => () => void
): DocumentRegistry.WidgetExtension {
  return {
    createNew: (widget: Widget, context: DocumentRegistry.Context): IDisposable => {
      const provider = documents.of(context.model.sharedModel);
      return new DisposableDelegate(provider ? extend({ widget, context, provider }) : () => undefined);
    }
  };
}

/** Look now, and whenever the provider has heard something. Answers how to stop. */
export function whenever(provider: Pick<RoomProvider, 'changed'>, look: () => void): () => void {
  provider.changed.connect(look);
  look();
  return () => {
    provider.changed.disconnect(look);
  };
}

/** Hear of each change of whether edits are taken, from how it is now. Answers how to stop. */
export function onReadOnly(provider: Writable, changed: (readOnly: boolean) => void): () => void {
  let last = provider.readOnly;
  const look = (): void => {
    if (provider.readOnly !== last) {
      last = provider.readOnly;
      changed(last);
    }
  };
  let unsubscribe = (): void => undefined;
  const stop = whenever(provider, () => {
    unsubscribe();
    unsubscribe = provider.live?.store.subscribe(look) ?? unsubscribe;
    look();
  });
  return () => {
    stop();
    unsubscribe();
  };
}
