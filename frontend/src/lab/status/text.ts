/** The state of a live document in words. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { closeMessage } from '../provider/messages';
import type { CollaborationState, Status } from '../../core/collaboration';
import { statusOf } from '../../core/collaboration';

/** What the status item says, and the longer story for its tooltip. */
export interface StatusText {
  status: Status;
  /** Whether work waits to be saved: shown as such, whatever the connection is like. */
  unsaved: boolean;
  label: string;
  detail: string;
}

/** Put a state in words. */
export function statusText(state: CollaborationState, room: string, trans: TranslationBundle): StatusText {
  const status = statusOf(state);
  const unsaved = !state.saved;
  return {
    status,
    unsaved,
    label: labelOf(status, unsaved, state.reason, trans),
    detail: detailOf(status, state, room, trans)
  };
}

function labelOf(
  status: Status,
  unsaved: boolean,
  reason: string,
  trans: TranslationBundle
): string {
  switch (status) {
    case 'connected':
      return unsaved ? trans.__('Connected, saving…') : trans.__('Connected, saved');
    case 'reconnecting':
      return unsaved ? trans.__('Reconnecting, not saved yet') : trans.__('Reconnecting…');
    case 'offline':
      return unsaved ? trans.__('Offline, not saved yet') : trans.__('Offline');
    case 'readonly':
      return trans.__('Read-only');
    case 'refused':
      return reason === '' ? trans.__('Edits are not taken') : trans.__('Edits are not taken: %1', reason);
    case 'ended':
      return trans.__('Disconnected');
  }
}

function detailOf(
  status: Status,
  state: CollaborationState,
  room: string,
  trans: TranslationBundle
): string {
  switch (status) {
    case 'connected':
      return state.peers === 0
        ? trans.__('Room “%1”, nobody else is here', room)
        : trans._n('Room “%2”, with %1 other', 'Room “%2”, with %1 others', state.peers, room);
    case 'reconnecting':
    case 'offline':
      return trans.__('What you type is kept in this browser and sent as soon as the server is back.');
    case 'readonly':
    case 'refused':
      return state.reason === '' ? trans.__('You can read this program, but not change it.') : state.reason;
    case 'ended':
      return closeMessage(state.closeCode ?? 0, state.reason, trans);
  }
}
