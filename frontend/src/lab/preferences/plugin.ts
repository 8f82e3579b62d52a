/** The plugin that knows what the person has chosen. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';

import { followSettings, IPreferences, SETTINGS } from './preferences';

/** Its id is that of the settings, as JupyterLab wants it. */
export const preferencesPlugin: JupyterFrontEndPlugin<IPreferences> = {
  id: SETTINGS,
  description: 'What the person has chosen in the settings of Time Warp.',
  autoStart: true,
  provides: IPreferences,
  optional: [ISettingRegistry],
  activate: (_, registry: ISettingRegistry | null) => followSettings(registry)
};
