/** What commands act on, and how those are made that show something, or do something in the room. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import type { CommandRegistry } from '@lumino/commands';

import { messageOf } from '../../core/language';
import type { RoomSession } from '../../core/roomSession';
import type { RoomState } from '../../core/roomState';
import { canChange as isWritable } from '../../core/roomState';
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

/** Whether some room is open, be it over by now. */
export function inRoom({ sidebar }: CommandParts): boolean {
  return sidebar.list.session !== null;
}

/** Whether the room that is open takes what is done in it. */
export function isInside(parts: CommandParts): boolean {
  return stateOf(parts)?.connection !== 'ended' && inRoom(parts);
}

/** Whether the room that is open is one's own. */
export function isOwner(parts: CommandParts): boolean {
  return isInside(parts) && stateOf(parts)?.role === 'owner';
}

/** Whether the programs of the room that is open may be changed, made and deleted now. */
export function canChange(parts: CommandParts): boolean {
  const state = stateOf(parts);
  return state !== undefined && isWritable(state);
}

/** What is known of the room that is open. */
export function stateOf({ sidebar }: CommandParts): RoomState | undefined {
  return sidebar.list.session?.store.getState();
}

/** A command that brings the sidebar to the front and shows a part of the room in it. */
export function addShow(
  parts: CommandParts,
  id: string,
  label: Label,
  shown: Partial<SidebarState>,
  more: More = {}
): void {
  const { sidebar } = parts;
  addInRoom(parts, id, label, more, () => {
    sidebar.reveal();
    sidebar.store.setState(shown);
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
  const { list, host } = parts.sidebar;
  addInRoom(parts, id, label, more, async () => {
    try {
      await (list.session && deed(list.session));
    } catch (error) {
      host.notify({ kind: 'error', text: messageOf(error) });
    }
  });
}

/** Unless it says otherwise, it can be used in any room. */
function addInRoom(parts: CommandParts, id: string, label: Label, more: More, execute: () => unknown): void {
  parts.app.commands.addCommand(id, { label, isEnabled: () => inRoom(parts), ...more, execute });
}
