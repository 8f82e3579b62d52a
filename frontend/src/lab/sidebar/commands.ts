/** Every action of the sidebar as a command: for the palette, menus, shortcuts and other extensions. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { IFileBrowserFactory } from '@jupyterlab/filebrowser';

import type { RoomList } from '../../core/roomList';
import { attach } from '../../ui/chat/composerStore';
import type { Sheet, Tab } from '../../ui/sidebarStore';
import { timewarpIcon } from '../icons';
import type { IPreferences } from '../preferences/preferences';
import type { ISidebar } from './token';

/** The ids of our commands. */
export const COMMANDS = {
  open: 'timewarp:open',
  people: 'timewarp:show-people',
  chat: 'timewarp:show-chat',
  activity: 'timewarp:show-activity',
  history: 'timewarp:show-history',
  create: 'timewarp:create-room',
  createHere: 'timewarp:create-room-here',
  import: 'timewarp:import-room',
  copy: 'timewarp:copy-room',
  invite: 'timewarp:invite',
  members: 'timewarp:members',
  settings: 'timewarp:room-settings',
  name: 'timewarp:my-name',
  hand: 'timewarp:raise-hand',
  lock: 'timewarp:lock',
  leave: 'timewarp:leave-room',
  share: 'timewarp:share-selection',
  authors: 'timewarp:show-authors'
} as const;

/** What the commands act on. */
export interface CommandParts {
  app: JupyterFrontEnd;
  sidebar: ISidebar;
  preferences: IPreferences;
  fileBrowsers: IFileBrowserFactory | null;
}

/** Add all of them. */
export function addCommands({ app, sidebar, preferences, fileBrowsers }: CommandParts): void {
  const { list, store, editing, trans } = sidebar;
  const { commands } = app;
  const inRoom = (): boolean => list.session !== null;
  const authorsAreShown = (): boolean => preferences.store.getState().showAuthors;
  const isOwner = (): boolean => list.session?.store.getState().role === 'owner';
  commands.addCommand(COMMANDS.open, {
    label: trans.__('Time Warp Rooms'),
    caption: trans.__('Write programs together, live'),
    icon: timewarpIcon,
    execute: () => {
      sidebar.reveal();
    }
  });
  const show = (id: string, tab: Tab, label: string): void => {
    commands.addCommand(id, {
      label,
      isEnabled: inRoom,
      execute: () => {
        sidebar.reveal();
        store.setState({ tab, sheet: null });
      }
    });
  };
  show(COMMANDS.people, 'people', trans.__('Show Who Is Here'));
  show(COMMANDS.chat, 'chat', trans.__('Show the Chat'));
  show(COMMANDS.activity, 'activity', trans.__('Show the Activity'));
  show(COMMANDS.history, 'history', trans.__('Show the History of the Program'));
  const lay = (id: string, sheet: Sheet, label: string, isEnabled: () => boolean): void => {
    commands.addCommand(id, {
      label,
      isEnabled,
      execute: () => {
        sidebar.reveal();
        store.setState({ sheet });
      }
    });
  };
  lay(COMMANDS.invite, 'invite', trans.__('Invite People…'), isOwner);
  lay(COMMANDS.members, 'members', trans.__('Members…'), inRoom);
  lay(COMMANDS.copy, 'copy', trans.__('Copy the Room…'), inRoom);
  lay(COMMANDS.settings, 'settings', trans.__('Room Settings…'), inRoom);
  const make = (folder: string): void => {
    list.leave();
    store.setState({ making: folder, importing: false, sheet: null });
    sidebar.reveal();
  };
  commands.addCommand(COMMANDS.create, {
    label: trans.__('New Room…'),
    icon: timewarpIcon,
    execute: () => {
      make('');
    }
  });
  commands.addCommand(COMMANDS.import, {
    label: trans.__('New Room from an Archive…'),
    execute: () => {
      list.leave();
      store.setState({ importing: true, making: null, sheet: null });
      sidebar.reveal();
    }
  });
  commands.addCommand(COMMANDS.createHere, {
    label: trans.__('Start a Room Here…'),
    icon: timewarpIcon,
    isVisible: () => fileBrowsers?.tracker.currentWidget != null,
    execute: () => {
      make(folderOf(fileBrowsers, app.contextMenuHitTest(isListed) !== undefined));
    }
  });
  commands.addCommand(COMMANDS.name, {
    label: trans.__('My Name and Colour…'),
    execute: () => {
      sidebar.reveal();
      store.setState({ naming: true, tab: 'people', sheet: null, making: null, importing: false });
    }
  });
  commands.addCommand(COMMANDS.hand, {
    label: () => (handIsUp(list) ? trans.__('Lower My Hand') : trans.__('Raise My Hand')),
    isEnabled: inRoom,
    isToggled: () => handIsUp(list),
    execute: () => {
      list.session?.raiseHand(!handIsUp(list));
    }
  });
  commands.addCommand(COMMANDS.lock, {
    label: trans.__('Lock the Room'),
    isEnabled: isOwner,
    isToggled: () => list.session?.store.getState().room?.locked === true,
    execute: async () => {
      const session = list.session;
      if (session) {
        await session.setLocked(session.store.getState().room?.locked !== true);
      }
    }
  });
  commands.addCommand(COMMANDS.share, {
    label: trans.__('Share Selection in Chat'),
    isEnabled: () => editing.current() !== null,
    isVisible: () => editing.current() !== null,
    execute: () => {
      const selected = editing.selected();
      if (selected && list.session) {
        attach(list.session, selected);
        sidebar.reveal();
        store.setState({ tab: 'chat', sheet: null });
      }
    }
  });
  commands.addCommand(COMMANDS.authors, {
    label: trans.__('Show Who Wrote Each Line'),
    isToggled: authorsAreShown,
    isVisible: () => editing.current() !== null,
    execute: () => {
      preferences.choose({ showAuthors: !authorsAreShown() });
    }
  });
  preferences.store.subscribe(() => {
    commands.notifyCommandChanged(COMMANDS.authors);
  });
  commands.addCommand(COMMANDS.leave, {
    label: trans.__('Back to All Rooms'),
    isEnabled: inRoom,
    execute: () => {
      sidebar.reveal();
      list.leave();
    }
  });
}

function handIsUp(list: RoomList): boolean {
  const { presence, username } = list.session?.store.getState() ?? {};
  return (username !== undefined && presence?.[username]?.hand_raised_at != null);
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
