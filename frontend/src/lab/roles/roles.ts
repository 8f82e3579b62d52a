/** What the person is in each room, from whoever hears of it first. */

import type { RoleInRoom } from '../../core/standing';
import type { RoomProvider } from '../provider/roomProvider';

/** As much of a provider as is needed here. */
export type Placed = Pick<RoomProvider, 'place' | 'is' | 'noteRole' | 'isDisposed'>;

/** The sidebar hears of locks and roles at once, programs when they are concerned: each change counts once. */
export class RolesInRooms {
  private readonly known = new Map<string, RoleInRoom>();
  private readonly open = new Set<Placed>();

  constructor(private readonly changed: (before: RoleInRoom, now: RoleInRoom) => void) {}

  /** A program has come, gone, or heard what the person is. */
  look(provider: Placed): void {
    if (provider.isDisposed) {
      this.open.delete(provider);
    } else if (provider.place && !this.open.has(provider)) {
      this.open.add(provider);
    }
    if (provider.place && !provider.isDisposed) {
      this.note(provider.place.room.id, provider.is);
    }
  }

  /** The person is this in a room, as of now. */
  note(room: string, now: RoleInRoom): void {
    const before = this.known.get(room);
    if (before?.role === now.role && before.locked === now.locked) {
      return;
    }
    this.known.set(room, now);
    for (const provider of this.open) {
      if (provider.place?.room.id === room) {
        provider.noteRole(now);
      }
    }
    if (before) {
      this.changed(before, now);
    }
  }
}
