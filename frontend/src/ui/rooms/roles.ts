/** Roles in words. */

import type { Role } from '../../core/records';
import type { Options } from '../common/Select';
import type { Words } from '../host';

/** All of them, the one that may most first. */
const ROLES: readonly Role[] = ['owner', 'editor', 'viewer'];

/** A role's name. */
export function roleName(role: Role, words: Words): string {
  switch (role) {
    case 'owner':
      return words.__('Owner');
    case 'editor':
      return words.__('Editor');
    case 'viewer':
      return words.__('Viewer');
  }
}

/** All of them, to choose one. */
export function roleOptions(words: Words): Options<Role> {
  return ROLES.map(role => [role, roleName(role, words)] as const);
}

/** What somebody with this role can do, said to them. */
export function roleMeaning(role: Role | null, locked: boolean, words: Words): string {
  if (role === 'owner') {
    return words.__('You are an owner: you write, invite people and give them roles.');
  }
  if (role === 'editor') {
    return locked
      ? words.__('The room is locked: only its owners can change programs now. You can read and chat.')
      : words.__('You are an editor: you can change all programs of this room.');
  }
  return role === 'viewer'
    ? words.__('You are a viewer: you can read all programs and chat.')
    : words.__('You are no member of this room any longer.');
}
