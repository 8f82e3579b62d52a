/** The names that are offered behind an `@`. */

import type * as React from 'react';
import { useEffect, useRef } from 'react';

import { useWords } from '../host';
import type { Completion } from './useCompletion';

/** The id of an option, for `aria-activedescendant`. */
export function optionId(listId: string, index: number): string {
  return `${listId}-${index}`;
}

/** Nothing where there is nothing to offer. The focus stays in the text area. */
export function CompletionList({ id, completion }: { id: string; completion: Completion }): React.JSX.Element | null {
  const words = useWords();
  const list = useRef<HTMLUListElement>(null);
  const { names, chosen } = completion;
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [chosen]);
  if (names.length === 0) {
    return null;
  }
  return (
    <ul className="tw-Completions" role="listbox" id={id} ref={list} aria-label={words.__('Names')}>
      {names.map((name, index) => (
        <li
          key={name}
          id={optionId(id, index)}
          role="option"
          aria-selected={index === chosen}
          onMouseDown={event => {
            event.preventDefault();
            completion.complete(name);
          }}
        >
          <bdi>{name}</bdi>
        </li>
      ))}
    </ul>
  );
}
