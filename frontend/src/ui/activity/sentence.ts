/** Lines of activity as sentences. */

import type { Activity } from '../../core/records';
import type { RoomState } from '../../core/roomState';
import { named } from '../common/isolated';
import type { Words } from '../host';
import { actorLook } from './actors';

/** What happened, in words, the names `isolated` in it. A verb of a newer server is shown as it is. */
export function sentence(activity: Activity, room: Pick<RoomState, 'members' | 'presence'>, words: Words): string {
  const { verb, detail } = activity;
  const person = (username: string): string => name(actorLook(username, room, words).name);
  const who = person(activity.actor);
  const path = name(text(detail.path));
  const whom = person(text(detail.username));
  switch (verb) {
    case 'document.edited':
      return words._n('%2 changed %1 line of %3', '%2 changed %1 lines of %3', Number(detail.lines ?? 0), who, path);
    case 'document.created':
      return words.__('%1 made %2', who, path);
    case 'document.renamed':
      return words.__('%1 renamed %2 to %3', who, name(text(detail.before)), path);
    case 'document.deleted':
      return words.__('%1 deleted %2', who, path);
    case 'document.restored':
      return words.__('%1 brought %2 back', who, path);
    case 'document.reverted':
      return words.__('%1 went back to an earlier version of %2', who, path);
    case 'document.changed_on_disk':
      return words.__('%1 was changed on the disk', path);
    case 'member.joined':
      return words.__('%1 joined', who);
    case 'member.added':
      return words.__('%1 added %2', who, whom);
    case 'member.left':
      return words.__('%1 left', who);
    case 'member.removed':
      return words.__('%1 removed %2', who, whom);
    case 'member.role_changed':
      return words.__('%1 made %2 %3', who, whom, roleWord(text(detail.role), words));
    case 'invitation.created':
      return words.__('%1 made an invitation', who);
    case 'invitation.revoked':
      return words.__('%1 revoked an invitation', who);
    case 'room.locked':
      return words.__('%1 locked the room', who);
    case 'room.unlocked':
      return words.__('%1 unlocked the room', who);
    case 'room.changed':
      return words.__('%1 changed the settings of the room', who);
    case 'room.deleted':
      return words.__('%1 deleted the room', who);
    case 'room.restored':
      return words.__('%1 brought the room back', who);
    case 'room.exported':
      return words.__('%1 downloaded the room', who);
    case 'room.imported':
      return words.__('%1 made the room from an archive', who);
    case 'room.copied':
      return words.__('%1 made the room as a copy', who);
    case 'room.copied_out':
      return words.__('%1 copied the room', who);
    default:
      return `${who}: ${verb} ${path}`.trimEnd();
  }
}

/** What the kinds of activity are called, for choosing one. */
export function kinds(words: Words): readonly [string, string][] {
  return [
    ['document.edited', words.__('Edits')],
    ['document.created', words.__('New programs')],
    ['document.renamed', words.__('Renamed programs')],
    ['document.deleted', words.__('Deleted programs')],
    ['document.restored', words.__('Programs brought back')],
    ['document.reverted', words.__('Earlier versions restored')],
    ['document.changed_on_disk', words.__('Changes on the disk')],
    ['member.joined', words.__('People who joined')],
    ['member.added', words.__('People who were added')],
    ['member.left', words.__('People who left')],
    ['member.removed', words.__('People who were removed')],
    ['member.role_changed', words.__('Changes of roles')],
    ['invitation.created', words.__('Invitations')],
    ['invitation.revoked', words.__('Invitations revoked')],
    ['room.locked', words.__('Locks')],
    ['room.unlocked', words.__('Unlocks')],
    ['room.changed', words.__('Settings of the room')],
    ['room.deleted', words.__('Deletions of the room')],
    ['room.restored', words.__('The room brought back')],
    ['room.exported', words.__('Downloads of the room')],
    ['room.imported', words.__('The room made from an archive')],
    ['room.copied', words.__('The room made as a copy')],
    ['room.copied_out', words.__('Copies of the room')]
  ];
}

function roleWord(role: string, words: Words): string {
  switch (role) {
    case 'owner':
      return words.__('an owner');
    case 'editor':
      return words.__('an editor');
    default:
      return words.__('a viewer');
  }
}

function name(value: string): string {
  return value === '' ? '' : named(value);
}

function text(value: unknown): string {
  return typeof value === 'string' ? value : '';
}
