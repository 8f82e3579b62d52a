/** What a person may do in a program now, in words. */

import type { RoleInRoom } from '../../core/standing';
import { roleMeaning } from '../../ui/rooms/roles';
import type { Words } from '../../ui/host';

/** What stands above a program; empty where there is nothing out of the ordinary. */
export function bannerText({ role, locked }: RoleInRoom, words: Words): string {
  if (role === 'owner' && locked) {
    return words.__('The room is locked: only owners can change programs.');
  }
  return role === 'viewer' || (role === 'editor' && locked) ? roleMeaning(role, locked, words) : '';
}

/** What is told of a change; empty where it changes nothing for this person. */
export function changeText(before: RoleInRoom, now: RoleInRoom, words: Words): string {
  if (now.role !== before.role) {
    return now.role === null ? '' : roleMeaning(now.role, now.locked, words); // who is out is told by what closes
  }
  if (now.locked === before.locked || now.role !== 'editor') {
    return '';
  }
  return now.locked
    ? roleMeaning(now.role, true, words)
    : words.__('The room is open again: you can change all its programs.');
}
