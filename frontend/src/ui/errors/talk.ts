/** What may be wrong with messages. */

import type { Words } from '../host';
import type { ErrorRow } from './rows';

/** Codes of `codes.py`, each row with its words. */
export function talkErrors(words: Words): ErrorRow[] {
  return [
    ['bad_anchor', words.__('The place in the program does not exist: its last line comes before its first.')],
    ['empty_message', words.__('The message is empty.')],
    [
      'message_deleted no_such_message',
      words.__('This message has been deleted.')
    ],
    ['message_too_long', words.__('The message is too long.')],
    ['not_your_message', words.__('This message is somebody else\'s.')],
    ['too_many_messages', words.__('Too many messages at once. Wait a moment, then try again.')]
  ];
}
