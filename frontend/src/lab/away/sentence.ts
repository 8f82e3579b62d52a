/** What others have done meanwhile, in a sentence or two. */

import type { TranslationBundle } from '@jupyterlab/translation';

import { named } from '../../ui/common/isolated';

/** How many lines, and the names of who did it; no names where that is not known. */
export interface Told {
  changed: number;
  changedBy: readonly string[];
  deleted: number;
  deletedBy: readonly string[];
}

/** Empty where nothing was done. */
export function sentence({ changed, changedBy, deleted, deletedBy }: Told, trans: TranslationBundle): string {
  const first = changed > 0 ? changedSentence(changed, listed(changedBy), trans) : '';
  const second = deleted > 0 ? deletedSentence(deleted, listed(deletedBy), first === '', trans) : '';
  return `${first} ${second}`.trim();
}

function listed(names: readonly string[]): string {
  return names.map(named).join(', ');
}

function changedSentence(count: number, names: string, trans: TranslationBundle): string {
  return names === ''
    ? trans._n('While you were away, %1 line was changed.', 'While you were away, %1 lines were changed.', count)
    : trans._n(
        'While you were away, %1 line was changed by %2.',
        'While you were away, %1 lines were changed by %2.',
        count,
        names
      );
}

function deletedSentence(count: number, names: string, isAlone: boolean, trans: TranslationBundle): string {
  if (!isAlone) {
    return names === ''
      ? trans._n('%1 line was deleted.', '%1 lines were deleted.', count)
      : trans._n('%1 line was deleted by %2.', '%1 lines were deleted by %2.', count, names);
  }
  return names === ''
    ? trans._n('While you were away, %1 line was deleted.', 'While you were away, %1 lines were deleted.', count)
    : trans._n(
        'While you were away, %1 line was deleted by %2.',
        'While you were away, %1 lines were deleted by %2.',
        count,
        names
      );
}
