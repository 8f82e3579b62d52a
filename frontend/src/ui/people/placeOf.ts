/** Where somebody is, as a place that can be opened. */

import type { Presence } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import type { Jump } from '../host';
import { workspacePath } from '../programs/paths';

/** The path in the workspace, and the line with the caret; null for who is in no program of the room. */
export function placeOf(
  { document, line, column }: Presence,
  session: RoomSession
): { path: string; jump: Jump } | null {
  const { room, documents } = session.store.getState();
  const program = document === null ? undefined : documents[document];
  return program && room
    ? { path: workspacePath(room, program.path), jump: { line: line ?? 1, column: column ?? 0 } }
    : null;
}
