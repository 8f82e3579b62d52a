/** The stock provider, for notebooks and for files that are in no room. */

import type { IDocumentProviderFactory } from '@jupyter/docprovider';
import { WebSocketProvider } from '@jupyter/docprovider';
import type { JupyterFrontEnd } from '@jupyterlab/application';

import { stockPlugin } from '../stockPlugin';

const EXTENSION = '@jupyter/docprovider-extension';
const PLUGIN = `${EXTENSION}:websocket-provider-document-factory`;

/**
 * The factory of the plugin that we replace, with all it can do (a notebook's "Show Diff" included).
 *
 * Where that is not found, its class is used without the diff.
 */
export async function loadStockFactory(app: JupyterFrontEnd): Promise<IDocumentProviderFactory> {
  try {
    const plugin = await stockPlugin<IDocumentProviderFactory>(EXTENSION, PLUGIN);
    const tokens = plugin.requires ?? [];
    const services: unknown[] = await Promise.all(tokens.map(token => app.resolveRequiredService(token)));
    return await plugin.activate(app, ...services);
  } catch (error) {
    console.warn('The stock document provider is used without its extras:', error);
  }
  return plainFactory(app);
}

/** The stock provider alone. */
export function plainFactory(app: JupyterFrontEnd): IDocumentProviderFactory {
  return {
    create: options =>
      new WebSocketProvider({
        ...options,
        onConflictSaveAs: () => app.commands.execute('docmanager:save-as') as Promise<void>,
        onConflictRevert: () => app.commands.execute('docmanager:reload') as Promise<void>
      })
  };
}
