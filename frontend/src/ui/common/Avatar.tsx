/** A person as a round sign: initials on their colour. */

import type * as React from 'react';

/** Props of `Avatar`. */
export interface AvatarProps {
  name: string;
  color: string;
  /** Faded for who is not here or not attentive. */
  faded?: boolean;
}

/** Decoration: the name stands beside it. */
export function Avatar({ name, color, faded = false }: AvatarProps): React.JSX.Element {
  return (
    <span className="tw-Avatar" data-faded={faded} style={{ backgroundColor: color }} aria-hidden="true">
      {initialsOf(name)}
    </span>
  );
}

/** The first letters of the first two words, whole characters of any script. */
export function initialsOf(name: string): string {
  const words = name.split(/\s+/u).filter(word => word !== '');
  return words
    .slice(0, 2)
    .map(word => String.fromCodePoint(word.codePointAt(0) ?? 0))
    .join('')
    .toLocaleUpperCase();
}
