/** Going back to an earlier version of a program, and undoing that. */

import { messageOf } from '../../core/language';
import type { Restored, Revision } from '../../core/records';
import { clockTime } from '../common/times';
import { offerUndo } from '../common/offerUndo';
import { useHost, useWords } from '../host';

/** Asks, goes back, and offers to undo it. False where it was not done, which has been said then. */
export function useRestore(room: string, document: string): (revision: Revision) => Promise<boolean> {
  const host = useHost();
  const words = useWords();
  const restore = async (seq: number): Promise<Restored | null> => {
    try {
      return await host.api.restore(room, document, seq);
    } catch (error) {
      host.notify({ kind: 'error', text: messageOf(error) });
      return null;
    }
  };
  return async revision => {
    const sure = await host.confirm({
      title: words.__('Go back to this version?'),
      text: words.__('The program becomes as it was then, for everyone. What was written since stays in the history.'),
      accept: words.__('Go back')
    });
    const restored = sure ? await restore(revision.seq) : null;
    if (!restored) {
      return false;
    }
    const text = words.__('The program is as it was %1.', clockTime(revision.ended_at, Date.now()));
    offerUndo(host, 'success', text, () => host.api.restore(room, document, restored.undo_seq));
    return true;
  };
}
