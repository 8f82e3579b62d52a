/** Commands for rooms as a whole. */

import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';

import { timewarpIcon } from '../icons';
import { COMMANDS } from './ids';
import type { CommandParts } from './parts';
import { addDeed, addShow, inRoom, isInside, isOwner, stateOf } from './parts';

/** Look after the room that is open, and leave it. */
export function addRoomCommands(parts: CommandParts): void {
  const { app, sidebar } = parts;
  const { list, store, trans } = sidebar;
  const ofOwners = { isEnabled: () => isOwner(parts) };
  // Members are seen and rooms are copied by everyone; the settings are where one leaves and downloads.
  const ofMembers = { isEnabled: () => isInside(parts) };
  addShow(parts, COMMANDS.invite, trans.__('Invite People…'), { sheet: 'invite' }, ofOwners);
  addShow(parts, COMMANDS.members, trans.__('Members…'), { sheet: 'members' }, ofMembers);
  addShow(parts, COMMANDS.copy, trans.__('Copy the Room…'), { sheet: 'copy' }, ofMembers);
  addShow(parts, COMMANDS.settings, trans.__('Room Settings…'), { sheet: 'settings' }, ofMembers);
  const isLocked = (): boolean => stateOf(parts)?.room?.locked === true;
  addDeed(
    parts,
    COMMANDS.lock,
    () => (isLocked() ? trans.__('Unlock the Room') : trans.__('Lock the Room')),
    session => session.setLocked(!isLocked()),
    { ...ofOwners, isToggled: isLocked }
  );
  addDeed(
    parts,
    COMMANDS.connect,
    trans.__('Connect Now'),
    session => {
      session.wake();
    },
    ofMembers
  );
  app.commands.addCommand(COMMANDS.leave, {
    label: trans.__('Back to All Rooms'),
    isEnabled: () => inRoom(parts),
    execute: () => {
      sidebar.reveal();
      store.setState({ sheet: null, following: null });
      list.leave();
    }
  });
  addMaking(parts);
}

/** Get to the list of rooms, make one, and come into one. */
function addMaking({ app, sidebar, fileBrowsers }: CommandParts): void {
  const { list, store, trans } = sidebar;
  const { commands } = app;
  const begin = (what: { making?: string; importing?: boolean; invited?: boolean }): void => {
    list.leave();
    store.setState({ making: null, importing: false, invited: false, sheet: null, ...what });
    sidebar.reveal();
  };
  commands.addCommand(COMMANDS.open, {
    label: trans.__('Time Warp Rooms'),
    caption: trans.__('Write programs together, live'),
    icon: timewarpIcon,
    execute: () => {
      sidebar.reveal();
    }
  });
  commands.addCommand(COMMANDS.create, {
    label: trans.__('New Room…'),
    icon: timewarpIcon,
    execute: () => {
      begin({ making: '' });
    }
  });
  commands.addCommand(COMMANDS.createHere, {
    label: trans.__('Start a Room Here…'),
    icon: timewarpIcon,
    isVisible: () => fileBrowsers?.tracker.currentWidget != null,
    execute: () => {
      begin({ making: folderOf(fileBrowsers, app.contextMenuHitTest(isListed) !== undefined) });
    }
  });
  commands.addCommand(COMMANDS.import, {
    label: trans.__('New Room from an Archive…'),
    execute: () => {
      begin({ importing: true });
    }
  });
  commands.addCommand(COMMANDS.comeIn, {
    label: trans.__('Come in by an Invitation…'),
    execute: () => {
      begin({ invited: true });
    }
  });
}

/** Whether an element is a file or a folder in the list, and not the blank space below. */
function isListed(node: HTMLElement): boolean {
  return node.classList.contains('jp-DirListing-item');
}

/** The folder that was pointed at in the file browser, or the one that is shown; empty for the root. */
function folderOf(fileBrowsers: IFileBrowserFactory | null, isPointedAt: boolean): string {
  const browser = fileBrowsers?.tracker.currentWidget;
  if (!browser) {
    return '';
  }
  for (const item of browser.selectedItems()) {
    // What is pointed at is selected; what is selected otherwise stays so when blank space is pointed at.
    if (isPointedAt && item.type === 'directory') {
      return item.path;
    }
  }
  return browser.model.path;
}
