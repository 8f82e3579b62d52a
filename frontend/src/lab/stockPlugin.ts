/** Plugins of other extensions whose place ours take, and which still do what is not ours. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

interface Federated {
  get(module: string): Promise<() => { default: unknown }>;
}

/**
 * A plugin that is disabled, as only one may do its work, but whose code is loaded: JupyterLab keeps
 * extensions in `window._JUPYTERLAB`.
 *
 * Rejects where the extension is not loaded, or has no such plugin any longer.
 */
export async function stockPlugin<T>(extension: string, id: string): Promise<JupyterFrontEndPlugin<T>> {
  const extensions = (globalThis as { _JUPYTERLAB?: Record<string, Federated | undefined> })._JUPYTERLAB;
  const loaded = await extensions?.[extension]?.get('./extension');
  const plugins = loaded?.().default;
  const found = Array.isArray(plugins)
    ? (plugins as JupyterFrontEndPlugin<T>[]).find(plugin => plugin.id === id)
    : undefined;
  if (!found) {
    throw new Error(`${id} was not found`);
  }
  return found;
}
