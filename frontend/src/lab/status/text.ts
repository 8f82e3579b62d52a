/** The state of a live document in words. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { closeMessage } from '../provider/messages';
import type { CaughtUp, Changed, CollaborationState, Status } from '../../core/collaboration';
import { statusOf } from '../../core/collaboration';
import { named } from '../../ui/common/isolated';
import { secondOf } from '../../ui/common/times';

/** For how long it is told what a return has sent and brought, in milliseconds. */
const TOLD_FOR_MS = 10_000;

/** What the status item says, and the longer story for its tooltip. */
export interface StatusText {
  status: Status;
  /** Whether work waits to be saved: shown as such, whatever the connection is like. */
  unsaved: boolean;
  label: string;
  /** The label for who hears it: nobody wants to hear seconds counted. */
  spoken: string;
  detail: string;
  /** Whether trying again now is of use. */
  canRetry: boolean;
  /** When the text will be another one by itself, in milliseconds since the epoch; null if it stays. */
  changesAt: number | null;
}

/** Put a state in words; `now` is in milliseconds since the epoch. */
export function statusText(
  state: CollaborationState,
  room: string,
  trans: TranslationBundle,
  now = Date.now()
): StatusText {
  const status = statusOf(state);
  const unsaved = !state.saved;
  const detail = detailOf(status, state, room, trans);
  const spoken = labelOf(status, state, trans);
  const canRetry = status === 'reconnecting' || status === 'offline';
  const text = { status, unsaved, label: spoken, spoken, detail, canRetry, changesAt: null };
  const { caughtUp, retryAt } = state;
  if (canRetry) {
    const isDue = status === 'offline' || retryAt === null || retryAt <= now;
    return {
      ...text,
      label: isDue ? spoken : countdown(Math.ceil((retryAt - now) / 1000), unsaved, trans),
      detail: `${detail} ${trans.__('Click to connect now.')}`,
      changesAt: isDue ? null : now + ((retryAt - now) % 1000 || 1000)
    };
  }
  const toldUntil = caughtUp === null ? 0 : caughtUp.at + TOLD_FOR_MS;
  if (caughtUp !== null && now < toldUntil && (status === 'connected' || status === 'readonly')) {
    const told = returned(caughtUp, trans);
    return { ...text, label: told, spoken: told, changesAt: toldUntil };
  }
  return text;
}

function countdown(seconds: number, unsaved: boolean, trans: TranslationBundle): string {
  return unsaved
    ? trans._n(
        'Reconnecting in %1 second, not saved yet',
        'Reconnecting in %1 seconds, not saved yet',
        seconds
      )
    : trans._n('Reconnecting in %1 second…', 'Reconnecting in %1 seconds…', seconds);
}

function returned({ sent, received }: CaughtUp, trans: TranslationBundle): string {
  const mine = characters(sent, trans);
  const theirs = characters(received, trans);
  if (theirs === '') {
    return trans.__('Connected again. Your characters sent: %1', mine);
  }
  return mine === ''
    ? trans.__('Connected again. Characters of others received: %1', theirs)
    : trans.__('Connected again. Your characters sent: %1; of others received: %2', mine, theirs);
}

function characters({ typed, deleted }: Changed, trans: TranslationBundle): string {
  if (typed > 0 && deleted > 0) {
    return trans.__('%1 typed, %2 deleted', typed, deleted);
  }
  if (typed > 0) {
    return trans.__('%1 typed', typed);
  }
  return deleted > 0 ? trans.__('%1 deleted', deleted) : '';
}

function labelOf(status: Status, state: CollaborationState, trans: TranslationBundle): string {
  const { reason, fileProblem } = state;
  const unsaved = !state.saved;
  switch (status) {
    case 'connected':
      if (unsaved) {
        return trans.__('Connected, saving…');
      }
      return fileProblem === ''
        ? trans.__('Connected, saved')
        : trans.__('Connected, safe here, file not written');
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
      return `${company(state.peers, room, trans)}\n${fileDetail(state, trans)}`.trimEnd();
    case 'reconnecting':
    case 'offline':
      return state.kept
        ? trans.__('What you type is kept in this browser and sent as soon as the server is back.')
        : trans.__('This browser keeps nothing for later. Leave this page open: what you type is sent as soon as the server is back.');
    case 'readonly':
    case 'refused':
      return state.reason === '' ? trans.__('You can read this program, but not change it.') : state.reason;
    case 'ended':
      return closeMessage(state.closeCode ?? 0, state.reason, trans);
  }
}

function company(peers: number, room: string, trans: TranslationBundle): string {
  const name = named(room);
  return peers === 0
    ? trans.__('Room “%1”, nobody else is here', name)
    : trans._n('Room “%2”, with %1 other', 'Room “%2”, with %1 others', peers, name);
}

/** What is with the file: the work itself is in the room's store whatever becomes of that. */
function fileDetail({ savedAt, fileProblem }: CollaborationState, trans: TranslationBundle): string {
  const written =
    savedAt === 0 ? '' : trans.__('The file was last written: %1', secondOf(savedAt));
  return fileProblem === '' ? written : `${problemOf(fileProblem, trans)}\n${written}`;
}

function problemOf(code: string, trans: TranslationBundle): string {
  switch (code) {
    case 'file_refused':
      return trans.__('The server may not change the file. All that you write is safe in the room.');
    case 'not_text':
      return trans.__('The file is not text any longer. All that you write is safe in the room.');
    default:
      return trans.__(
        'The file cannot be written now, maybe the disk is full. All that you write is safe in the room.'
      );
  }
}
