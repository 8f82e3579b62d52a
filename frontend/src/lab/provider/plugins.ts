/** The plugins that make a room's program live. */

import { IDocumentProviderFactory } from '@jupyter/docprovider';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IStateDB } from '@jupyterlab/statedb';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { IndexedDBPendingStore } from '../../core/indexedDBPendingStore';
import type { PendingStore } from '../../core/pendingStore';
import { BackedPendingStore, MemoryPendingStore } from '../../core/pendingStore';
import { UnsentEdits } from '../../core/unsent';
import { readPageOption } from '../pageOption';
import { DOMAIN, speakLike } from '../words';
import { RoomEditors } from './editors';
import { RoomProviderFactory } from './factory';
import { forEachProgram } from './programs';
import { Recovery } from './recovery';
import { ILiveDocuments, LiveDocuments, unprovided } from './registry';
import type { RoomProvider } from './roomProvider';
import { tellOfUnrestored } from './restoring';
import { loadStockFactory } from './stockFactory';
import { unsentNotices } from './unsentNotices';

const documents: JupyterFrontEndPlugin<ILiveDocuments> = {
  id: 'timewarp-jupyter:documents',
  description: 'Knows which open documents are programs of rooms.',
  autoStart: true,
  optional: [ITranslator],
  provides: ILiveDocuments,
  activate: (_, translator: ITranslator | null) => {
    speakLike(translator ?? nullTranslator); // all that can fail comes after this
    return new LiveDocuments();
  }
};

const provider: JupyterFrontEndPlugin<IDocumentProviderFactory> = {
  id: 'timewarp-jupyter:provider',
  description: 'Connects programs of rooms to their room, and everything else as usual.',
  autoStart: true,
  optional: [ILiveDocuments, ITranslator],
  provides: IDocumentProviderFactory,
  activate: async (app, registry: ILiveDocuments | null, translator: ITranslator | null) => {
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const unsent = new UnsentEdits(unsentNotices(trans));
    return new RoomProviderFactory(
      await loadStockFactory(app),
      registry ?? unprovided,
      { pending: makePendingStore(), unsent, trans },
      readPageOption()?.enabled ?? false
    );
  }
};

const editors: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:editors',
  description: 'Read-only editors, saving, and bringing programs back.',
  autoStart: true,
  requires: [IDocumentManager],
  optional: [ILiveDocuments, ILabShell, ITranslator, IStateDB],
  activate: (
    app,
    docManager: IDocumentManager,
    live: ILiveDocuments | null,
    labShell: ILabShell | null,
    translator: ITranslator | null,
    state: IStateDB | null
  ) => {
    const registry = live ?? unprovided;
    const trans = (translator ?? nullTranslator).load(DOMAIN);
    const recovery = new Recovery({ app, docManager, labShell }, trans);
    const watched = new WeakSet<RoomProvider>();
    registry.changed.connect((_, changed) => {
      if (!watched.has(changed)) {
        watched.add(changed);
        recovery.watch(changed);
      }
    });
    // Notebook 7 has one program per page, and restores none.
    if (state && labShell) {
      tellOfUnrestored(app, docManager, state, trans).catch((error: unknown) => {
        console.warn('What was open the last time is not known:', error);
      });
    }
    const all = new RoomEditors(trans);
    app.docRegistry.addWidgetExtension(
      'Editor',
      forEachProgram(registry, program => all.add(program))
    );
  }
};

function makePendingStore(): PendingStore {
  return typeof indexedDB === 'undefined'
    ? new MemoryPendingStore()
    : new BackedPendingStore(new IndexedDBPendingStore());
}

/** All of them. */
export const providerPlugins: JupyterFrontEndPlugin<unknown>[] = [documents, provider, editors];
