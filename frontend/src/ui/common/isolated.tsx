/** Names inside of sentences, so that the direction of a name does not turn the sentence around. */

import type * as React from 'react';

import { shortened } from './shortened';

/** Longer names of people and programs are cut. */
export const LONGEST_NAME = 120;

/** First strong isolate and pop directional isolate of Unicode. They only mark where a name stands here. */
const BEGIN = '\u2068';
const END = '\u2069';
const MARKS = /[\u2068\u2069]/gu;
const NAME = /\u2068([^\u2069]*)\u2069/gu;

/** A name that is to be put into a sentence. */
export function isolated(name: string): string {
  return BEGIN + name.replace(MARKS, '') + END;
}

/** The same, cut where it is long: a sentence is to be read. */
export function named(name: string): string {
  return isolated(shortened(name, LONGEST_NAME));
}

/** A name that stands alone, cut where it is long. */
export function Name({ text }: { text: string }): React.JSX.Element {
  return <bdi>{shortened(text, LONGEST_NAME)}</bdi>;
}

/** A sentence whose names, marked by `isolated`, have a direction of their own. */
export function Isolated({ text }: { text: string }): React.JSX.Element {
  // Split by a group: every other part is a name.
  return <>{text.split(NAME).map((part, index) => (index % 2 === 1 ? <bdi key={index}>{part}</bdi> : part))}</>;
}

/** The same without React. */
export function isolatedNodes(text: string): (string | HTMLElement)[] {
  return text.split(NAME).map((part, index) => {
    if (index % 2 === 0) {
      return part;
    }
    const name = document.createElement('bdi');
    name.textContent = part;
    return name;
  });
}
