/** The order in which people are listed. */

import type { Presence, Status } from '../../core/records';

/** Compares names many times faster than `localeCompare` does. */
const names = new Intl.Collator();

const ATTENTION: Record<Status, number> = { active: 0, idle: 1, away: 2 };

/** Raised hands first, who waits longest at the top; then the attentive ones, each group by name. */
export function inOrder(people: readonly Presence[]): Presence[] {
  return [...people].sort(
    (a, b) =>
      compareHands(a.hand_raised_at, b.hand_raised_at) ||
      ATTENTION[a.status] - ATTENTION[b.status] ||
      names.compare(a.display_name, b.display_name)
  );
}

function compareHands(a: string | null, b: string | null): number {
  if (a === null || b === null) {
    return Number(a === null) - Number(b === null);
  }
  return a < b ? -1 : Number(a > b);
}
