/** What may be wrong with any request. */

import type { Words } from '../host';
import type { ErrorRow } from './rows';

/** Codes of `codes.py`, each row with its words. */
export function generalErrors(words: Words): ErrorRow[] {
  return [
    [
      'bad_field missing_field unknown_field',
      words.__('The server does not take this: something is too long, missing, or of the wrong kind.')
    ],
    [
      'invalid not_json no_such_route method_not_allowed not_built protocol gap damaged client_taken refused_repeatedly unknown_event bad_username no_such_seq',
      words.__('This page and the server do not understand each other. Reload the page.')
    ],
    ['conflict', words.__('Something has changed meanwhile. Look at it again, then try once more.')],
    ['forbidden', words.__('Your role in this room does not allow that.')],
    ['internal', words.__('The server made a mistake; what happened is in its log. Try again.')],
    ['leaving', words.__('The server is being stopped.')],
    ['not_found', words.__('That does not exist any longer.')],
    [
      'not_signed_in signed_out',
      words.__('You are not signed in any longer. Sign in again to go on.')
    ],
    ['storage_failed', words.__('The server cannot store anything now, maybe its disk is full.')],
    ['too_large', words.__('This is larger than the server takes.')],
    ['too_much', words.__('That was too much at once. Wait a moment, then try again.')],
    [
      'unavailable bus_stopped',
      words.__('The server cannot do this now. Try again in a moment.')
    ]
  ];
}
