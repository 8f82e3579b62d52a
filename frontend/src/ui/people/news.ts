/** What has changed about who is here, in words. */

import type { Presence } from '../../core/records';
import { isolated } from '../common/isolated';
import { shortened } from '../common/shortened';
import type { Words } from '../host';

const LONGEST = 40;
type Here = Readonly<Record<string, Presence>>;

/** Who came, left and raised a hand between two moments, names `isolated`; empty if nobody did. Oneself is no news. */
export function news(before: Here, now: Here, username: string, words: Words): string {
  const others = (here: Here): Presence[] => Object.values(here).filter(each => each.username !== username);
  const came = others(now).filter(each => !(each.username in before));
  const left = others(before).filter(each => !(each.username in now));
  const raised = others(now).filter(
    each => each.hand_raised_at !== null && before[each.username]?.hand_raised_at == null
  );
  const name = (people: readonly Presence[]): string => isolated(shortened(people[0]?.display_name ?? '', LONGEST));
  return [
    came.length > 0 && words._n('%2 came in.', '%1 people came in.', came.length, name(came)),
    left.length > 0 && words._n('%2 left.', '%1 people left.', left.length, name(left)),
    raised.length > 0 && words._n('%2 raised a hand.', '%1 people raised a hand.', raised.length, name(raised))
  ]
    .filter(each => each !== false)
    .join(' ');
}
