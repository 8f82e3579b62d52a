/** The rooms that this person may see: theirs, and those that are open to them. */

import type * as React from 'react';
import { useEffect, useRef, useState } from 'react';

import type { ListedRoom } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import { Empty } from '../common/Empty';
import { IconButton } from '../common/IconButton';
import { Problem } from '../common/Problem';
import { useFocusBack } from '../common/useFocusBack';
import { useGrowing } from '../common/useGrowing';
import { useStore } from '../common/useStore';
import { useWords } from '../host';
import { MyLook } from '../people/MyLook';
import type { SidebarStore } from '../sidebarStore';
import { ComeIn } from './ComeIn';
import { CreateRoom } from './CreateRoom';
import { DeletedRooms } from './DeletedRooms';
import { ImportRoom } from './ImportRoom';
import { RoomItem } from './RoomItem';

const SEARCH_FROM = 6;

/** Props of `RoomsView`. */
export interface RoomsViewProps {
  list: RoomList;
  sidebar: SidebarStore;
}

/** Lists rooms, finds them, enters and makes them. */
export function RoomsView({ list, sidebar }: RoomsViewProps): React.JSX.Element {
  const words = useWords();
  const { rooms, loading, loaded, problem } = useStore(list.store, state => state);
  const { making, importing, invited } = useStore(sidebar, state => state);
  const [query, setQuery] = useState('');
  const view = useRef<HTMLDivElement>(null);
  const maker = useFocusBack<HTMLButtonElement>(making !== null);
  const importer = useFocusBack<HTMLButtonElement>(importing);
  const guest = useFocusBack<HTMLButtonElement>(invited);
  useEffect(() => list.watch(() => !document.hidden && view.current?.offsetParent != null), [list]);
  if (making !== null) {
    const close = (): void => {
      sidebar.setState({ making: null });
    };
    return (
      <div className="tw-Rooms">
        <CreateRoom key={making} list={list} folder={making} onDone={close} />
      </div>
    );
  }
  if (importing) {
    return (
      <div className="tw-Rooms">
        <ImportRoom list={list} onDone={() => { sidebar.setState({ importing: false }); }} />
      </div>
    );
  }
  const found = rooms.filter(room => matches(room, query));
  const mine = found.filter(room => room.role !== null);
  const open = found.filter(room => room.role === null);
  const begin = (): void => {
    sidebar.setState({ making: '' });
  };
  return (
    <div className="tw-Rooms" ref={view}>
      <div className="tw-Bar">
        <button ref={maker} type="button" className="tw-Button" data-main onClick={begin}>
          {words.__('New room')}
        </button>
        <button
          ref={importer}
          type="button"
          className="tw-Button"
          onClick={() => {
            sidebar.setState({ importing: true });
          }}
        >
          {words.__('From an archive…')}
        </button>
        <button
          ref={guest}
          type="button"
          className="tw-Button"
          aria-expanded={invited}
          onClick={() => {
            sidebar.setState({ invited: !invited });
          }}
        >
          {words.__('I have an invitation')}
        </button>
        <IconButton sign="refresh" label={words.__('Refresh')} busy={loading} onClick={() => void list.refresh()} />
      </div>
      {invited && <ComeIn list={list} onDone={() => { sidebar.setState({ invited: false }); }} />}
      {rooms.length >= SEARCH_FROM && (
        <input
          type="search"
          className="tw-Input"
          aria-label={words.__('Find a room')}
          placeholder={words.__('Find a room')}
          value={query}
          onChange={event => {
            setQuery(event.target.value);
          }}
        />
      )}
      <Problem text={problem} action={{ label: words.__('Try again'), run: () => void list.refresh() }} />
      {!loaded && loading && <Empty text={words.__('Looking for rooms…')} />}
      {loaded && rooms.length === 0 && (
        <Empty text={words.__('There is no room yet. Make one, and invite your class or a friend.')} />
      )}
      {rooms.length > 0 && found.length === 0 && <Empty text={words.__('No room has this name.')} />}
      <Section title={words.__('My rooms')} rooms={mine} list={list} />
      <Section title={words.__('Open to everyone here')} rooms={open} list={list} />
      {loaded && <DeletedRooms list={list} />}
      <MyLook sidebar={sidebar} />
    </div>
  );
}

function Section({ title, rooms, list }: { title: string; rooms: ListedRoom[]; list: RoomList }): React.JSX.Element | null {
  const shown = useGrowing(rooms.length);
  if (rooms.length === 0) {
    return null;
  }
  return (
    <section>
      <h3 className="tw-Heading">{title}</h3>
      <ul className="tw-List">
        {rooms.slice(0, shown).map(room => (
          <RoomItem key={room.id} room={room} list={list} />
        ))}
      </ul>
    </section>
  );
}

function matches(room: ListedRoom, query: string): boolean {
  const wanted = query.trim().toLocaleLowerCase();
  return [room.name, room.folder].some(text => text.toLocaleLowerCase().includes(wanted));
}
