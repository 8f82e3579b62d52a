/** Cursors of others: ours in files, the stock ones in notebooks and where there are no rooms. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { IEditorExtensionFactory } from '@jupyterlab/codemirror';
import { EditorExtensionRegistry, IEditorExtensionRegistry } from '@jupyterlab/codemirror';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

import { readPageOption } from '../pageOption';
import { IPreferences, unkept } from '../preferences/preferences';
import { stockPlugin } from '../stockPlugin';
import { cursorsOfOthers } from './extension';

const EXTENSION = '@jupyter/collaboration-extension';
const PLUGIN = `${EXTENSION}:userEditorCursors`;
const NAME = 'remote-user-cursors';

type Factory = IEditorExtensionFactory<unknown>;

interface SharedModel {
  awareness?: Awareness | null;
  ysource?: Y.Text;
}

/** The plugin, in the place of the stock one of the same name of extension. */
export const cursorsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:cursors',
  description: 'Shows the cursors of others.',
  autoStart: true,
  requires: [IEditorExtensionRegistry],
  optional: [IPreferences],
  activate: async (app, registry: IEditorExtensionRegistry, preferences: IPreferences | null) => {
    const enabled = readPageOption()?.enabled ?? false;
    if (enabled) {
      label((preferences ?? unkept).store);
    }
    const stock = await stockFactory(app);
    registry.addExtension({
      name: NAME,
      factory: options => {
        const { awareness, ysource } = options.model.sharedModel as unknown as SharedModel;
        // An editor in a line with others is a notebook's cell.
        if (!enabled || options.inline) {
          return stock?.factory(options) ?? null;
        }
        return awareness && ysource
          ? EditorExtensionRegistry.createImmutableExtension(cursorsOfOthers({ awareness, text: ysource }))
          : null;
      }
    });
  }
};

/** Let the style know how cursors are to be labelled. */
function label(store: IPreferences['store']): void {
  const apply = (): void => {
    document.body.dataset.twCursorLabels = store.getState().cursorLabels;
  };
  store.subscribe(apply);
  apply();
}

/** What the stock plugin would have registered; null, with a word in the console, if it is not there. */
async function stockFactory(app: Parameters<typeof cursorsPlugin.activate>[0]): Promise<Factory | null> {
  let taken: Factory | null = null;
  try {
    const plugin = await stockPlugin<unknown>(EXTENSION, PLUGIN);
    const taking = {
      addExtension: (factory: Factory) => {
        taken = factory;
      }
    };
    await plugin.activate(app, taking);
  } catch (error) {
    console.warn('Notebooks show no cursors of others:', error);
  }
  return taken;
}
