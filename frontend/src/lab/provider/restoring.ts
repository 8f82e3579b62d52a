/** Tells, once, of programs that were open the last time and could not be opened again. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import type { IDocumentManager } from '@jupyterlab/docmanager';
import type { IStateDB } from '@jupyterlab/statedb';
import type { TranslationBundle } from '@jupyterlab/translation';

import { NAMESPACE, unrestored, unrestoredText } from './unrestored';

/**
 * JupyterLab opens what was open the last time, and forgets without a word what it cannot: somebody
 * who was removed from a room would find an empty window.
 */
export async function tellOfUnrestored(
  app: JupyterFrontEnd,
  docManager: IDocumentManager,
  state: IStateDB,
  trans: TranslationBundle
): Promise<void> {
  const { ids } = await state.list(NAMESPACE);
  await app.restored;
  const missing = unrestored(ids, path => docManager.findWidget(path, null) !== undefined);
  if (missing.length > 0) {
    Notification.warning(unrestoredText(missing, trans), { autoClose: false });
  }
}
