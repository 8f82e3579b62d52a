/** The sidebar as a widget of JupyterLab: its icon, its title, and how much is unread. */

import type { TranslationBundle } from '@jupyterlab/translation';
import { ReactWidget } from '@jupyterlab/ui-components';
import type * as React from 'react';

import type { RoomList } from '../../core/roomList';
import type { Host } from '../../ui/host';
import { Sidebar } from '../../ui/Sidebar';
import type { SidebarStore } from '../../ui/sidebarStore';
import { timewarpIcon } from '../icons';

/** What the widget shows. */
export interface SidebarParts {
  host: Host;
  list: RoomList;
  sidebar: SidebarStore;
  currentText: () => string;
}

/** Stands in the left bar. */
export class SidebarWidget extends ReactWidget {
  constructor(
    private readonly parts: SidebarParts,
    private readonly trans: TranslationBundle
  ) {
    super();
    this.id = 'timewarp-sidebar';
    this.addClass('tw-Sidebar');
    this.title.icon = timewarpIcon;
    this.title.caption = trans.__('Time Warp: rooms and people');
    this.node.setAttribute('role', 'region');
    this.node.setAttribute('aria-label', trans.__('Time Warp'));
    this.followUnread();
  }

  protected override render(): React.JSX.Element {
    return <Sidebar {...this.parts} />;
  }

  private followUnread(): void {
    const show = (): void => {
      const unread = this.parts.list.session?.store.getState().unread ?? 0;
      this.title.label = unread === 0 ? '' : unread > 99 ? '99+' : String(unread);
      this.title.caption =
        unread === 0
          ? this.trans.__('Time Warp: rooms and people')
          : this.trans._n('Time Warp: %1 unread message', 'Time Warp: %1 unread messages', unread);
    };
    const stop = this.parts.list.eachSession(session => {
      show();
      return session?.store.subscribe(show);
    });
    this.disposed.connect(stop);
  }
}
