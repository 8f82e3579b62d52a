/** The plugin that shows beside the lines who wrote them. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { IPreferences, unkept } from '../preferences/preferences';
import { ISidebar } from '../sidebar/token';
import { AuthorStrips } from './strips';

/** The plugin. */
export const authorshipPlugin: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:authorship',
  description: 'Shows beside the lines of a program who wrote them.',
  autoStart: true,
  optional: [ISidebar, IPreferences],
  activate: (app, sidebar: ISidebar | null, preferences: IPreferences | null) => {
    if (!sidebar) {
      return;
    }
    const { api, editing, lookOf } = sidebar;
    const { store } = preferences ?? unkept;
    const strips = new AuthorStrips({ app, editing, api, shown: () => store.getState().showAuthors, lookOf });
    const look = (): void => {
      strips.look();
    };
    editing.onChange(look);
    store.subscribe(look);
  }
};
