/** What may be wrong with programs, their files and their history. */

import type { Words } from '../host';
import type { ErrorRow } from './rows';

/** Codes of `codes.py`, each row with its words. */
export function programsErrors(words: Words): ErrorRow[] {
  return [
    ['bad_path', words.__('This cannot be the name of a program.')],
    ['busy', words.__('Too many people look at the history now. Try again in a moment.')],
    ['document_deleted', words.__('This program has been deleted.')],
    [
      'file_missing no_such_file no_such_save',
      words.__('The file of this program is gone.')
    ],
    ['file_not_read', words.__('The file cannot be read now.')],
    [
      'file_not_written',
      words.__('The file cannot be written now, maybe the disk is full. All that you write is safe in the room.')
    ],
    ['file_refused', words.__('The server may not change the file. All that you write is safe in the room.')],
    [
      'history_changed other_history',
      words.__('The history of this program has changed meanwhile. Try again.')
    ],
    ['idle', words.__('You were away for a while.')],
    ['no_such_document', words.__('There is no such program in this room any longer.')],
    ['no_such_revision', words.__('There is no such version of this program.')],
    ['not_text', words.__('This file is not text.')],
    ['path_taken', words.__('There is something of this name already.')],
    ['read_only', words.__('You can read this program, but not change it.')],
    ['too_many_documents', words.__('This room has as many programs as are allowed.')],
    ['workspace_failed', words.__('The files of this server cannot be used now.')],
    ['workspace_slow', words.__('The files of this server do not answer. Try again in a moment.')]
  ];
}
