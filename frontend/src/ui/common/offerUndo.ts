/** What has been done, and that it can be undone. */

import { messageOf } from '../../core/language';
import type { Host, Notice } from '../host';

/** Tell of it. Where undoing fails, it is told why, and can be tried again: what stands in its way may be gone then. */
export function offerUndo(host: Host, kind: Notice['kind'], text: string, undo: () => Promise<unknown>): void {
  const { words } = host;
  const run = (): void => {
    undo().catch((error: unknown) => {
      host.notify({
        kind: 'error',
        text: words.__('This could not be undone: %1', messageOf(error)),
        action: { label: words.__('Try again'), run }
      });
    });
  };
  host.notify({ kind, text, action: { label: words.__('Undo'), run } });
}
