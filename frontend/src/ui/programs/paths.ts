/** Paths of programs: those of records count from the room's folder, those of Jupyter from the workspace. */

import type { Room } from '../../core/records';

/** The path of a program in the workspace. */
export function workspacePath(room: Pick<Room, 'folder'>, path: string): string {
  return room.folder === '' ? path : `${room.folder}/${path}`;
}
