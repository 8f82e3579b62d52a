/** Who is in which program. */

import type { Presence } from '../../core/records';

type Here = Readonly<Record<string, Presence>>;

const NOBODY: readonly Presence[] = [];
const found = new WeakMap<Here, ReadonlyMap<string, readonly Presence[]>>();

/** Those in one program; worked out once for all programs each time that somebody moves. */
export function insideOf(presence: Here, document: string): readonly Presence[] {
  let programs = found.get(presence);
  if (!programs) {
    programs = group(presence);
    found.set(presence, programs);
  }
  return programs.get(document) ?? NOBODY;
}

function group(presence: Here): ReadonlyMap<string, readonly Presence[]> {
  const programs = new Map<string, Presence[]>();
  for (const person of Object.values(presence)) {
    if (person.document !== null) {
      const inside = programs.get(person.document) ?? [];
      inside.push(person);
      programs.set(person.document, inside);
    }
  }
  return programs;
}
