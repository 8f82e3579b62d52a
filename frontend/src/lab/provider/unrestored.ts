/** Programs that were open the last time and are not again: which, and in words. */

import type { TranslationBundle } from '@jupyterlab/translation';

/** Under this JupyterLab keeps which text editors are open: `editor:<path>`. */
export const NAMESPACE = 'editor';
/** More names than these are only counted. */
const MOST_NAMES = 5;

/** The paths among the ids of kept editors that are not open. */
export function unrestored(ids: readonly string[], isOpen: (path: string) => boolean): string[] {
  const paths = ids.map(id => id.slice(NAMESPACE.length + 1)).map(path => path.replace(/:Editor$/, ''));
  return [...new Set(paths)].filter(path => !isOpen(path));
}

/** One sentence for all of them. */
export function unrestoredText(paths: readonly string[], trans: TranslationBundle): string {
  const more = paths.length > MOST_NAMES ? ', …' : '';
  return trans._n(
    'A program that was open could not be opened again: %2. Maybe it was deleted, or you are not in its room any longer.',
    '%1 programs that were open could not be opened again: %2. Maybe they were deleted, or you are not in their room any longer.',
    paths.length,
    paths.slice(0, MOST_NAMES).join(', ') + more
  );
}
