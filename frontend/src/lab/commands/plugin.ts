/** The plugin with the commands of rooms, and where they stand: the palette, the launcher, and a menu of our own. */

import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { Menu } from '@lumino/widgets';

import { IPreferences, unkept } from '../preferences/preferences';
import { ISidebar } from '../sidebar/token';
import { announceChanges } from './changes';
import { COMMANDS } from './ids';
import { addPastCommands } from './past';
import { addPeopleCommands } from './people';
import { addProgramCommands } from './programs';
import { addRoomCommands } from './rooms';

/** As they stand in the menu, between lines. */
const MENU: readonly (readonly string[])[] = [
  [COMMANDS.open, COMMANDS.create, COMMANDS.comeIn, COMMANDS.import],
  [COMMANDS.people, COMMANDS.chat, COMMANDS.activity, COMMANDS.history, COMMANDS.playback, COMMANDS.authors],
  [COMMANDS.newProgram, COMMANDS.renameProgram, COMMANDS.deleteProgram, COMMANDS.deletedPrograms],
  [COMMANDS.follow, COMMANDS.nextHand, COMMANDS.hand, COMMANDS.name],
  [COMMANDS.invite, COMMANDS.members, COMMANDS.lock, COMMANDS.settings, COMMANDS.copy, COMMANDS.leave]
];
const MENU_RANK = 900;

/** The plugin. */
export const commandsPlugin: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:commands',
  description: 'Commands for all that can be done in rooms, in menus, the palette and the launcher.',
  autoStart: true,
  optional: [ISidebar, IPreferences, IFileBrowserFactory, ICommandPalette, ILauncher, IMainMenu],
  activate: (
    app,
    sidebar: ISidebar | null,
    preferences: IPreferences | null,
    fileBrowsers: IFileBrowserFactory | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    menu: IMainMenu | null
  ) => {
    if (!sidebar) {
      return;
    }
    const { trans } = sidebar;
    const parts = { app, sidebar, preferences: preferences ?? unkept, fileBrowsers };
    for (const add of [addRoomCommands, addPeopleCommands, addProgramCommands, addPastCommands]) {
      add(parts);
    }
    announceChanges(parts);
    for (const command of Object.values(COMMANDS)) {
      if (command !== COMMANDS.createHere) {
        palette?.addItem({ command, category: trans.__('Time Warp') });
      }
    }
    launcher?.add({ command: COMMANDS.open, category: trans.__('Other'), rank: 1 });
    menu?.addMenu(makeMenu(app, trans.__('Time Warp')), false, { rank: MENU_RANK });
  }
};

function makeMenu({ commands }: JupyterFrontEnd, label: string): Menu {
  const menu = new Menu({ commands });
  menu.title.label = label;
  menu.id = 'jp-mainmenu-timewarp';
  for (const [index, group] of MENU.entries()) {
    if (index > 0) {
      menu.addItem({ type: 'separator' });
    }
    for (const command of group) {
      menu.addItem({ command });
    }
  }
  return menu;
}
