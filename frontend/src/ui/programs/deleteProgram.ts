/** Deleting a program, which can be undone. */

import { messageOf } from '../../core/language';
import type { Document } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { named } from '../common/isolated';
import type { Host } from '../host';

/** Delete it, and offer to undo that. Rejects as `RoomApi` does. */
export async function deleteProgram(host: Host, session: RoomSession, program: Document): Promise<void> {
  const { words } = host;
  await host.api.deleteDocument(session.id, program.id);
  const undo = (): void => {
    bringBack(host, session, program).catch((error: unknown) => {
      host.notify({ kind: 'error', text: messageOf(error) });
    });
  };
  host.notify({
    kind: 'info',
    text: words.__('“%1” has been deleted.', named(program.path)),
    action: { label: words.__('Undo'), run: undo }
  });
}

/** Bring it back. Rejects as `RoomApi` does. */
export async function bringBack(host: Host, session: RoomSession, program: Document): Promise<void> {
  await host.api.changeDocument(session.id, program.id, { deleted: false });
}
