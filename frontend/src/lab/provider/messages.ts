/** What people are told, in their language. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { CLOSE } from '../../core/closeCodes';
import { messageOf } from '../../core/language';
import { ApiError } from '../../core/requests';

/** Why the server ended a connection for good; `reason` is its own word on it, and may be empty. */
export function closeMessage(code: number, reason: string, trans: TranslationBundle): string {
  switch (code) {
    case CLOSE.signedOut:
      return trans.__('You are not signed in any longer. Sign in again to go on.');
    case CLOSE.forbidden:
      return reason === ''
        ? trans.__('You are not a member of this room any longer.')
        : trans.__('You cannot stay in this program: %1', reason);
    case CLOSE.gone:
      return trans.__('This program or its room does not exist any longer.');
    case CLOSE.tooBig:
    case CLOSE.tooLarge:
      return trans.__('This program is too large, or too much was sent at once.');
    case CLOSE.otherHistory:
      return trans.__('This program was replaced by another history several times.');
    default:
      return trans.__('The server ended the connection (%1). Reload the page.', code);
  }
}

/** Why a program could not be opened. */
export function openError(error: unknown, path: string, trans: TranslationBundle): Error {
  if (error instanceof ApiError && error.status === 403) {
    const room = error.reason === '' ? path : error.reason;
    return new Error(
      trans.__('“%1” belongs to the room “%2”, and you are not a member. Ask for an invitation.', path, room)
    );
  }
    return new Error(trans.__('“%1” could not be opened: %2', path, messageOf(error)));
}

/** Said beside a text that the room did not take. */
export function notTaken(trans: TranslationBundle): string {
  return trans.__(
    'You could not write in this program when you typed this. Copy your text if you want to keep it.'
  );
}
