/** Shows the connection in the status bar, or where there is none in the editor's toolbar. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IStatusBar } from '@jupyterlab/statusbar';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import type { Toolbar } from '@jupyterlab/ui-components';
import { DisposableDelegate } from '@lumino/disposable';
import type { ISignal } from '@lumino/signaling';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';

import { IPreferences, unkept } from '../preferences/preferences';
import { ILiveDocuments, unprovided } from '../provider/registry';
import { StatusWidget } from './widget';

/** The plugin. */
export const statusPlugin: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:status',
  description: 'Says whether the program of a room is connected and saved.',
  autoStart: true,
  requires: [IDocumentManager],
  optional: [ILiveDocuments, IPreferences, IStatusBar, ITranslator],
  activate: (
    app,
    docManager: IDocumentManager,
    live: ILiveDocuments | null,
    preferences: IPreferences | null,
    statusBar: IStatusBar | null,
    translator: ITranslator | null
  ) => {
    const documents = live ?? unprovided;
    const trans = (translator ?? nullTranslator).load('timewarp_jupyter');
    if (!statusBar) {
      addToToolbars(app, documents, trans);
      return;
    }
    const { store } = preferences ?? unkept;
    const item = new StatusWidget(trans);
    const activeStateChanged = new Signal<object, void>({});
    const follow = (): void => {
      const widget = app.shell.currentWidget;
      const context = widget ? docManager.contextForWidget(widget) : undefined;
      item.follow((context && documents.of(context.model.sharedModel)) ?? null);
      activeStateChanged.emit();
    };
    currentChanged(app)?.connect(follow);
    documents.changed.connect(follow);
    follow();
    statusBar.registerStatusItem('timewarp-jupyter:status', {
      item,
      align: 'left',
      rank: 90,
      isActive: () => store.getState().showStatus && item.isActive,
      activeStateChanged
    });
    store.subscribe(() => {
      activeStateChanged.emit();
    });
  }
};

function currentChanged(app: JupyterFrontEnd): ISignal<unknown, unknown> | undefined {
  return (app.shell as { currentChanged?: ISignal<unknown, unknown> }).currentChanged;
}

/** Notebook 7 has no status bar. */
function addToToolbars(app: JupyterFrontEnd, documents: ILiveDocuments, trans: TranslationBundle): void {
  app.docRegistry.addWidgetExtension('Editor', {
    createNew: (widget: Widget, context) => {
      const provider = documents.of(context.model.sharedModel);
      if (!provider) {
        return new DisposableDelegate(() => undefined);
      }
      const item = new StatusWidget(trans);
      const follow = (): void => {
        item.follow(provider);
      };
      provider.changed.connect(follow);
      follow();
      (widget as unknown as { toolbar: Toolbar }).toolbar.addItem('timewarp-status', item);
      return item;
    }
  });
}
