/** What the plugins around a room share. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { TranslationBundle } from '@jupyterlab/translation';
import { Token } from '@lumino/coreutils';

import type { RoomApi } from '../../core/roomApi';
import type { RoomList } from '../../core/roomList';
import type { Look } from '../../ui/chat/people';
import type { Host } from '../../ui/host';
import type { SidebarStore } from '../../ui/sidebarStore';
import type { Editing } from './editing';

/** The room that is open, what the sidebar shows, and the program that is edited. */
export interface ISidebar {
  readonly api: RoomApi;
  readonly host: Host;
  readonly list: RoomList;
  readonly store: SidebarStore;
  readonly editing: Editing;
  readonly trans: TranslationBundle;
  /** Whether it is in front of the person. */
  readonly isVisible: boolean;
  /** Bring it to the front. */
  reveal(): void;
  /** How somebody appears in the room that is open. */
  lookOf(username: string): Look;
}

/** The token of `ISidebar`; null is provided where there is no sidebar, as in Notebook 7. */
export const ISidebar = new Token<ISidebar | null>(
  'timewarp-jupyter:ISidebar',
  'The room that is open in the sidebar, and the program that is edited.'
);

/** A plugin that does its one thing where there is a sidebar, and nothing elsewhere. */
export function besideSidebar(
  name: string,
  description: string,
  activate: (sidebar: ISidebar, app: JupyterFrontEnd) => void
): JupyterFrontEndPlugin<void> {
  return {
    id: `timewarp-jupyter:${name}`,
    description,
    autoStart: true,
    optional: [ISidebar],
    activate: (app, sidebar: ISidebar | null) => {
      if (sidebar) {
        activate(sidebar, app);
      }
    }
  };
}
