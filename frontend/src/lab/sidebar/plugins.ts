/** What goes on beside the sidebar, each a plugin that can be switched off without the others. */

import { IGlobalAwareness } from '@jupyter/collaborative-drive';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import type { Awareness } from 'y-protocols/awareness';

import { initialsOf } from '../../ui/common/Avatar';
import { COMMANDS } from '../commands/ids';
import { IPreferences, unkept } from '../preferences/preferences';
import { announceCalls } from './calls';
import { Follower } from './follow';
import { PresenceReporter } from './presence';
import { announceRenames } from './renames';
import { nameInStockPanel } from './stockPanel';
import { besideSidebar, ISidebar } from './token';

const presence = besideSidebar(
  'presence',
  'Tells the room in which program and line one is, and whether one is there.',
  ({ editing, list }) => {
    const reporter = new PresenceReporter(editing, list);
    editing.onChange(() => {
      reporter.look();
    });
  }
);

const follow = besideSidebar('follow', 'Follows a person through their programs.', sidebar => {
  new Follower(sidebar);
});

const renames = besideSidebar('renames', 'Tells of a new name of the program that is open.', ({ list, store, trans }) => {
  announceRenames(list, () => store.getState().document, trans);
});

const calls: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:calls',
  description: 'Tells when somebody calls one in the chat.',
  autoStart: true,
  optional: [ISidebar, IPreferences],
  activate: (app, sidebar: ISidebar | null, preferences: IPreferences | null) => {
    if (!sidebar) {
      return;
    }
    const { list, store, trans } = sidebar;
    announceCalls({
      list,
      preferences: preferences ?? unkept,
      trans,
      isLookedAt: () =>
        sidebar.isVisible && document.hasFocus() && !document.hidden && store.getState().tab === 'chat',
      showChat: () => void app.commands.execute(COMMANDS.chat)
    });
  }
};

const collaborators: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:collaborators',
  description: "Gives JupyterLab's own list of who is online the names and colours of the room.",
  autoStart: true,
  optional: [ISidebar, IGlobalAwareness],
  activate: (_, sidebar: ISidebar | null, awareness: Awareness | null) => {
    if (sidebar && awareness) {
      nameInStockPanel(awareness, sidebar.list, initialsOf);
    }
  }
};

/** All of them. */
export const besideSidebarPlugins: JupyterFrontEndPlugin<unknown>[] = [
  presence,
  follow,
  renames,
  calls,
  collaborators
];
