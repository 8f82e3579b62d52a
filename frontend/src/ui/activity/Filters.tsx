/** Which part of the activity is shown: of whom, in which program, and of what kind. */

import type * as React from 'react';
import { useMemo } from 'react';

import type { Activity } from '../../core/records';
import type { ActivityFilter } from '../../core/roomApi';
import type { RoomSession } from '../../core/roomSession';
import type { Options } from '../common/Select';
import { Select } from '../common/Select';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { useActorLooks } from './actors';
import { kinds } from './sentence';

/** Three choices; those who have left and programs that are gone can be chosen where they are in the list. */
export function Filters({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const filter = useStore(session.activity.store, state => state.filter);
  const items = useStore(session.activity.store, state => state.items);
  const people = usePeople(session, items, filter.actor);
  const programs = usePrograms(session, items);
  const choose = (name: keyof ActivityFilter, value: string): void => {
    const { [name]: _before, ...others } = filter;
    void session.activity.setFilter(value === '' ? others : { ...others, [name]: value });
  };
  return (
    <div className="tw-Bar" role="group" aria-label={words.__('What to show')}>
      <Choice
        label={words.__('Person')}
        all={words.__('Everyone')}
        value={filter.actor}
        options={people}
        onChoose={value => {
          choose('actor', value);
        }}
      />
      <Choice
        label={words.__('Program')}
        all={words.__('All programs')}
        value={filter.document}
        options={programs}
        onChoose={value => {
          choose('document', value);
        }}
      />
      <Choice
        label={words.__('Kind')}
        all={words.__('Everything')}
        value={filter.verb}
        options={kinds(words)}
        onChoose={value => {
          choose('verb', value);
        }}
      />
    </div>
  );
}

function usePeople(session: RoomSession, items: readonly Activity[], chosen: string | undefined): Options {
  const members = useStore(session.store, state => Object.keys(state.members));
  const actors = useMemo(
    () => [...new Set([...members, ...items.map(each => each.actor), ...(chosen === undefined ? [] : [chosen])])],
    [members, items, chosen]
  );
  const looks = useActorLooks(session, actors);
  return inOrder(actors.map(actor => [actor, looks.get(actor)?.name ?? actor] as const));
}

function usePrograms(session: RoomSession, items: readonly Activity[]): Options {
  const documents = useStore(session.store, state => state.documents);
  return useMemo(() => {
    const paths = new Map(Object.values(documents).map(each => [each.id, each.path]));
    for (const { document, detail } of items) {
      if (document !== null && !paths.has(document) && typeof detail.path === 'string') {
        paths.set(document, detail.path);
      }
    }
    return inOrder([...paths]);
  }, [documents, items]);
}

function inOrder(options: Options): Options {
  return [...options].sort(([, a], [, b]) => a.localeCompare(b));
}

interface ChoiceProps {
  label: string;
  all: string;
  value: string | undefined;
  options: Options;
  onChoose: (value: string) => void;
}

function Choice({ label, all, value = '', options, onChoose }: ChoiceProps): React.JSX.Element {
  // A program that is gone, and of which there is nothing in the list.
  const gone: Options = value === '' || options.some(([id]) => id === value) ? [] : [[value, value]];
  return <Select bare label={label} value={value} options={[['', all], ...gone, ...options]} onValue={onChoose} />;
}
