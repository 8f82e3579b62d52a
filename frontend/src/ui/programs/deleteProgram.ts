/** Deleting a program, which can be undone. */

import type { Document } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { named } from '../common/isolated';
import { offerUndo } from '../common/offerUndo';
import type { Host } from '../host';

/** Delete it, and offer to undo that. Rejects as `RoomApi` does. */
export async function deleteProgram(host: Host, session: RoomSession, program: Document): Promise<void> {
  const { words } = host;
  await host.api.deleteDocument(session.id, program.id);
  offerUndo(host, 'info', words.__('“%1” has been deleted.', named(program.path)), () => bringBack(host, session, program));
}

/** Bring it back. Rejects as `RoomApi` does. */
export async function bringBack(host: Host, session: RoomSession, program: Document): Promise<void> {
  await host.api.changeDocument(session.id, program.id, { deleted: false });
}
