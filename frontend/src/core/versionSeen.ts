/** Which version of a program somebody had in front of them. */

import type { Revision } from './records';
import type { RoomApi } from './roomApi';

const PAGE = 100;
/** Clocks of laptops go wrong: so many versions before and after the time are looked at. */
const NEIGHBOURS = 2;

/**
 * The version whose text is what was seen, near the time at which it was (milliseconds since the epoch);
 * without one, the last that was finished by then. Null where there are no versions. Rejects as `RoomApi` does.
 */
export async function versionSeen(
  api: Pick<RoomApi, 'revisions' | 'version'>,
  room: string,
  document: string,
  seen: { text: string; at: number }
): Promise<Revision | null> {
  const { items } = await api.revisions(room, document, { limit: PAGE });
  const found = items.findIndex(each => Date.parse(each.ended_at) <= seen.at);
  const at = found < 0 ? items.length - 1 : found;
  for (const candidate of around(items, at)) {
    const { content } = await api.version(room, document, candidate.seq);
    if (content === seen.text) {
      return candidate;
    }
  }
  return items[at] ?? null;
}

/** The nearest first. */
function around(items: readonly Revision[], at: number): Revision[] {
  const places = [at];
  for (let step = 1; step <= NEIGHBOURS; step++) {
    places.push(at + step, at - step);
  }
  return places.flatMap(place => items[place] ?? []);
}
