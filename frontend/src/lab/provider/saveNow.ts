/** Ctrl+S in a program of a room: the file is written now. */

import type { TranslationBundle } from '@jupyterlab/translation';

import type { Api } from '../../core/api';
import type { CollaborationState } from '../../core/collaboration';
import type { LiveDocument } from '../../core/liveDocument';
import type { Opened } from '../../core/openPath';

/** Edits on their way have this long to be acknowledged before the file is written. */
const ACKNOWLEDGED_WITHIN_MS = 5_000;

/** Wait for the acknowledgement, then write. Rejects as `Api.save`, or with a message for the person. */
export async function saveNow(
  api: Api,
  opened: Opened,
  live: LiveDocument,
  trans: TranslationBundle
): Promise<void> {
  if (!(await acknowledged(live))) {
    throw new Error(
      live.store.getState().kept
        ? trans.__('Not saved yet: the server cannot be reached. Your edits are kept in this browser.')
        : trans.__('Not saved yet: the server cannot be reached. This browser keeps nothing for later: leave this page open.')
    );
  }
  await api.save(opened.room, opened.document);
}

/** Whether the server has all that was typed; waits a while for it. */
function acknowledged(live: LiveDocument): Promise<boolean> {
  const { store } = live;
  const done = (state: CollaborationState): boolean => state.connection === 'connected' && state.saved;
  if (done(store.getState())) {
    return Promise.resolve(true);
  }
  return new Promise(resolve => {
    const finish = (): void => {
      clearTimeout(timer);
      unsubscribe();
      resolve(done(store.getState()));
    };
    const timer = setTimeout(finish, ACKNOWLEDGED_WITHIN_MS);
    const unsubscribe = store.subscribe(state => {
      if (done(state)) {
        finish();
      }
    });
  });
}
