/** What commands act on, and how those are made that show something, or do something in the room. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { CommandRegistry } from '@lumino/commands';

import { messageOf } from '../../core/language';
import type { RoomSession } from '../../core/roomSession';
import type { SidebarState } from '../../ui/sidebarStore';
import type { IPreferences } from '../preferences/preferences';
import type { ISidebar } from '../sidebar/token';

/** What the commands act on. */
export interface CommandParts {
  app: JupyterFrontEnd;
  sidebar: ISidebar;
  preferences: IPreferences;
  fileBrowsers: IFileBrowserFactory | null;
}

/** What a command says of itself besides its label. */
type More = Partial<Omit<CommandRegistry.ICommandOptions, 'execute' | 'label'>>;
type Label = CommandRegistry.ICommandOptions['label'];

/** Whether some room is open. */
export function inRoom({ sidebar }: CommandParts): boolean {
  return sidebar.list.session !== null;
}

/** Whether the room that is open is one's own. */
export function isOwner({ sidebar }: CommandParts): boolean {
  return sidebar.list.session?.store.getState().role === 'owner';
}

/** A command that brings the sidebar to the front and shows a part of the room in it. */
export function addShow(
  parts: CommandParts,
  id: string,
  label: Label,
  shown: Partial<SidebarState>,
  more: More = {}
): void {
  const { app, sidebar } = parts;
  app.commands.addCommand(id, {
    label,
    isEnabled: () => inRoom(parts),
    ...more,
    execute: () => {
      sidebar.reveal();
      sidebar.store.setState(shown);
    }
  });
}

/** A command that does something in the room that is open. What is refused is told. */
export function addDeed(
  parts: CommandParts,
  id: string,
  label: Label,
  deed: (session: RoomSession) => Promise<void> | void,
  more: More = {}
): void {
  const { app, sidebar } = parts;
  app.commands.addCommand(id, {
    label,
    isEnabled: () => inRoom(parts),
    ...more,
    execute: async () => {
      const { session } = sidebar.list;
      try {
        await (session && deed(session));
      } catch (error) {
        sidebar.host.notify({ kind: 'error', text: messageOf(error) });
      }
    }
  });
}
