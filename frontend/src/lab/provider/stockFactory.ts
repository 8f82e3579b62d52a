/** The stock provider, for notebooks and for files that are in no room. */

import type { IDocumentProviderFactory } from '@jupyter/docprovider';
import { WebSocketProvider } from '@jupyter/docprovider';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';

const EXTENSION = '@jupyter/docprovider-extension';
const PLUGIN = `${EXTENSION}:websocket-provider-document-factory`;

interface Federated {
  get(module: string): Promise<() => { default: unknown }>;
}

/**
 * The factory of the plugin that we replace, with all it can do (a notebook's "Show Diff" included).
 *
 * The plugin is disabled, as only one may provide the token, but its code is loaded: JupyterLab keeps
 * extensions in `window._JUPYTERLAB`. Where it is not found there, its class is used without the diff.
 */
export async function loadStockFactory(app: JupyterFrontEnd): Promise<IDocumentProviderFactory> {
  try {
    const plugin = await findPlugin();
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

/** Rejects where the extension is not loaded, or has no such plugin any longer. */
async function findPlugin(): Promise<JupyterFrontEndPlugin<IDocumentProviderFactory>> {
  const extensions = (globalThis as { _JUPYTERLAB?: Record<string, Federated | undefined> })._JUPYTERLAB;
  const loaded = await extensions?.[EXTENSION]?.get('./extension');
  const plugins = loaded?.().default;
  const found = Array.isArray(plugins)
    ? (plugins as JupyterFrontEndPlugin<IDocumentProviderFactory>[]).find(({ id }) => id === PLUGIN)
    : undefined;
  if (!found) {
    throw new Error(`${PLUGIN} was not found`);
  }
  return found;
}
