/** What a person chooses stays theirs, where the server is everyone's or takes no choices. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { readPageOption } from '../pageOption';
import { SETTINGS } from '../preferences/preferences';
import { browserStore, personalKey } from './browser';
import { Kept } from './kept';
import { keepSettings, keepWorkspaces } from './managers';

/** The plugin. JupyterLab asks for the layout only after all plugins are there. */
export const personalPlugin: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:personal',
  description: 'Keeps personal settings in the browser, and layouts that the server refuses.',
  autoStart: true,
  optional: [ISettingRegistry],
  activate: (app, registry: ISettingRegistry | null) => {
    if (readPageOption()?.enabled !== true) {
      return;
    }
    const { serviceManager } = app;
    const store = browserStore();
    const kept = (kind: string): Kept => new Kept(store, () => personalKey(serviceManager, `${kind}:`));
    const ready = (): Promise<unknown> => serviceManager.user.ready;
    const settings = kept('settings');
    keepSettings(serviceManager.settings, SETTINGS, { kept: settings, ready });
    keepWorkspaces(serviceManager.workspaces, { kept: kept('workspace'), ready });
    if (registry) {
      // Some have been read before this plugin was there.
      void ready()
        .then(() => Promise.all(settings.ids().map(id => registry.reload(id))))
        .catch((error: unknown) => {
          console.warn('Settings that were kept in this browser could not be applied:', error);
        });
    }
  }
};
