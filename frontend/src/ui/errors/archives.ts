/** What may be wrong with the archive of a room. */

import type { Words } from '../host';
import type { ErrorRow } from './rows';

/** Codes of `codes.py`, each row with its words. */
export function archivesErrors(words: Words): ErrorRow[] {
  return [
    [
      'archive_damaged archive_compression archive_duplicate archive_encrypted archive_history archive_invalid archive_link archive_nested archive_overlap archive_ratio archive_unknown_entry',
      words.__('This archive is damaged, or was made by something else.')
    ],
    [
      'archive_hash archive_incomplete',
      words.__('This archive was changed after it was made.')
    ],
    ['archive_document_too_large', words.__('A program in this archive is too large.')],
    [
      'archive_takes_too_long archive_too_large archive_too_many_entries archive_too_many_records archive_unpacked_too_large',
      words.__('This archive holds more than this server takes.')
    ],
    ['archive_version', words.__('This archive was made by a newer version of Time Warp.')],
    ['not_an_archive', words.__('This file is no archive of a room.')]
  ];
}
