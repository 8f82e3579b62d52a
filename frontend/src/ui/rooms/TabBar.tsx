/** The tabs of a room, moved between with the arrow keys. */

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
    const step = event.key === 'ArrowRight' ? 1 : event.key === 'ArrowLeft' ? -1 : 0;
    if (step === 0) {
      return;
    }
    event.preventDefault();
    const next = TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? 'people';
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
