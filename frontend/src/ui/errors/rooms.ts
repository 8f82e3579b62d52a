/** What may be wrong with rooms, their members and invitations. */

import type { Words } from '../host';
import type { ErrorRow } from './rows';

/** Codes of `codes.py`, each row with its words. */
export function roomsErrors(words: Words): ErrorRow[] {
  return [
    ['bad_color', words.__('Choose one of the colours that are offered.')],
    ['bad_name', words.__('This name is empty or too long.')],
    ['contains_room', words.__('There is a room inside this folder already.')],
    ['folder_exists', words.__('There is a folder of this name already.')],
    ['folder_is_file', words.__('There is a file of this name where the folder should be.')],
    ['folder_missing', words.__('The folder of this room is gone. Its owners can write it again.')],
    ['folder_taken', words.__('This folder is a room already.')],
    ['hidden_folder', words.__('A hidden folder cannot be a room.')],
    ['in_room', words.__('This program belongs to a room, and is live there.')],
    ['inside_room', words.__('This folder is inside a room already.')],
    ['invitation_expired', words.__('This invitation has expired. Ask whoever sent it for a new link.')],
    ['invitation_revoked', words.__('This invitation has been revoked. Ask whoever sent it for a new link.')],
    [
      'invitation_used_up',
      words.__('This invitation has been used by as many people as it was for. Ask for a new link.')
    ],
    [
      'no_such_invitation',
      words.__('There is no such invitation here. Look whether the link is whole, and of this server.')
    ],
    ['last_owner', words.__('A room needs an owner: make somebody else one first.')],
    ['locked', words.__('The room is locked: only owners can change programs.')],
    ['name_fixed', words.__('This server gives people their names.')],
    ['no_such_member', words.__('This person is not in the room any longer.')],
    ['no_such_room', words.__('This room does not exist, or not for you.')],
    ['not_a_member', words.__('You are not a member of this room. Ask for an invitation.')],
    ['not_in_a_room', words.__('This program is in no room.')],
    ['room_closing', words.__('The room is being closed. Come back in a moment.')],
    ['room_deleted', words.__('This room has been deleted.')],
    [
      'slug_taken room_exists invitation_exists document_exists message_exists',
      words.__('There is one of this name already.')
    ],
    ['too_late', words.__('It is too late: this was deleted for good.')],
    ['too_many_people', words.__('There are as many people in this browser as are allowed.')],
    ['too_many_connections', words.__('There are too many connections now. Close other windows of this room.')],
    ['too_many_rooms', words.__('You have as many rooms as are allowed.')],
    ['too_many_members', words.__('The room has as many members as are allowed. Remove some first.')],
    ['too_many_invitations', words.__('The room has as many invitations as are allowed. Revoke some first.')],
    ['workspace_root', words.__('A room needs a folder of its own, not the whole workspace.')]
  ];
}
