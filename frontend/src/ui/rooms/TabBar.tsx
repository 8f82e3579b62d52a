/** The tabs of a room, moved between with the arrow keys, Home and End. */

import type * as React from 'react';
import { useRef } from 'react';

import type { RoomSession } from '../../core/roomSession';
import { Badge } from '../common/Badge';
import { useStore } from '../common/useStore';
import type { Words } from '../host';
import { useWords } from '../host';
import type { SidebarStore, Tab } from '../sidebarStore';
import { TABS } from '../sidebarStore';

/** Shows which part is open, and how much of the chat is unread. */
export function TabBar({ session, sidebar }: { session: RoomSession; sidebar: SidebarStore }): React.JSX.Element {
  const words = useWords();
  const bar = useRef<HTMLDivElement>(null);
  const tab = useStore(sidebar, state => state.tab);
  const unread = useStore(session.store, state => state.unread);
  const move = (event: React.KeyboardEvent): void => {
    const next = tabFor(event.key, TABS.indexOf(tab));
    if (!next) {
      return;
    }
    event.preventDefault();
    sidebar.setState({ tab: next });
    bar.current?.querySelector<HTMLElement>(`#tw-tab-${next}`)?.focus();
  };
  return (
    <div className="tw-Tabs" role="tablist" aria-label={words.__('Parts of the room')} ref={bar} onKeyDown={move}>
      {TABS.map(each => (
        <button
          key={each}
          type="button"
          role="tab"
          id={`tw-tab-${each}`}
          aria-controls="tw-panel"
          aria-selected={each === tab}
          tabIndex={each === tab ? 0 : -1}
          onClick={() => {
            sidebar.setState({ tab: each });
          }}
        >
          {tabName(each, words)}
          {each === 'chat' && <Badge count={unread} />}
        </button>
      ))}
    </div>
  );
}

/** The tab that a key leads to. */
function tabFor(key: string, at: number): Tab | undefined {
  switch (key) {
    case 'ArrowRight':
      return TABS[(at + 1) % TABS.length];
    case 'ArrowLeft':
      return TABS.at(at - 1);
    case 'Home':
      return TABS[0];
    case 'End':
      return TABS.at(-1);
    default:
      return undefined;
  }
}

function tabName(tab: Tab, words: Words): string {
  switch (tab) {
    case 'people':
      return words.__('People');
    case 'chat':
      return words.__('Chat');
    case 'activity':
      return words.__('Activity');
    case 'history':
      return words.__('History');
  }
}
