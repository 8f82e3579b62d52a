/** What a person has chosen in JupyterLab's settings, for all of our plugins. */

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import { Token } from '@lumino/coreutils';
import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

/** The id of our settings. */
export const SETTINGS = 'timewarp-jupyter:plugin';

/** When the names at the cursors of others are shown. */
export type CursorLabels = 'fading' | 'movement' | 'always' | 'never';

/** The choices, under their names in the settings' schema. */
export interface Choices {
  /** Show the connection in the status bar. */
  showStatus: boolean;
  cursorLabels: CursorLabels;
  /** Show beside the lines who wrote them. */
  showAuthors: boolean;
  /** Tell in JupyterLab when somebody calls me in the chat. */
  notifyMentions: boolean;
  /** Tell on the desktop as well, while JupyterLab is not looked at. */
  desktopNotifications: boolean;
}

/** As in the schema; these hold where settings cannot be read. */
const DEFAULTS: Choices = {
  showStatus: true,
  cursorLabels: 'fading',
  showAuthors: false,
  notifyMentions: true,
  desktopNotifications: false
};
const NAMES = Object.keys(DEFAULTS) as (keyof Choices)[];

/** The choices of the person who uses this tab. */
export interface IPreferences {
  readonly store: StoreApi<Choices>;
  /** Choose something; without settings it is chosen until the page is left. */
  choose(choices: Partial<Choices>): void;
}

/** The token of `IPreferences`. */
export const IPreferences = new Token<IPreferences>(
  'timewarp-jupyter:IPreferences',
  'What the person has chosen in the settings of Time Warp.'
);

/** Follow the settings. */
export function followSettings(registry: ISettingRegistry | null): IPreferences {
  const store = createStore<Choices>(() => DEFAULTS);
  registry?.load(SETTINGS).then(
    settings => {
      const read = (): void => {
        const known = NAMES.map(name => [name, settings.get(name).composite ?? DEFAULTS[name]]);
        store.setState(Object.fromEntries(known) as unknown as Choices);
      };
      settings.changed.connect(read);
      read();
    },
    (error: unknown) => {
      console.warn('The settings of Time Warp could not be read:', error);
    }
  );
  const keep = async (choices: Partial<Choices>): Promise<void> => {
    for (const [name, value] of Object.entries(choices)) {
      await registry?.set(SETTINGS, name, value);
    }
  };
  return {
    store,
    choose: choices => {
      store.setState(choices);
      keep(choices).catch((error: unknown) => {
        console.warn('What was chosen is not kept:', error);
      });
    }
  };
}

/** For all plugins where the one that reads the settings is disabled. */
export const unkept: IPreferences = followSettings(null);
