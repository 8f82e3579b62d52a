/** What owners choose for a room, in words. */

import type { Visibility } from '../../core/records';
import type { Options } from '../common/Select';
import type { Words } from '../host';

/** What those who come in by themselves are. */
export type JoinRole = 'editor' | 'viewer';

/** Who may join. */
export function visibilities(words: Words): Options<Visibility> {
  return [
    ['open', words.__('Everyone on this server')],
    ['invite', words.__('Only people I invite')]
  ];
}

/** What they come in as. */
export function joinRoles(words: Words): Options<JoinRole> {
  return [
    ['editor', words.__('Editors: they change programs')],
    ['viewer', words.__('Viewers: they read and chat')]
  ];
}
