/** The plugin that knows what the person has chosen. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import { ITranslator } from '@jupyterlab/translation';

import { DOMAIN } from '../words';
import { followSettings, IPreferences, SETTINGS } from './preferences';
import { translateSettings } from './translated';

/** What the texts in the schema are written in. */
const ENGLISH = 'en';

/** Its id is that of the settings, as JupyterLab wants it. */
export const preferencesPlugin: JupyterFrontEndPlugin<IPreferences> = {
  id: SETTINGS,
  description: 'What the person has chosen in the settings of Time Warp.',
  autoStart: true,
  provides: IPreferences,
  optional: [ISettingRegistry, ITranslator],
  activate: (app, registry: ISettingRegistry | null, translator: ITranslator | null) => {
    if (registry && translator && translator.languageCode !== ENGLISH) {
      translateSettings(app.serviceManager.settings, SETTINGS, translator.load(DOMAIN));
      // They were read before any plugin was there.
      registry.reload(SETTINGS).catch((error: unknown) => {
        console.warn('The settings of Time Warp stay in English:', error);
      });
    }
    return followSettings(registry);
  }
};
