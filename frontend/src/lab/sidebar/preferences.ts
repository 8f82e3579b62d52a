/** What a person has chosen in JupyterLab's settings. */

import type { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import { SETTINGS } from '../settings';

/** When the names at the cursors of others are shown. */
export type CursorLabels = 'fading' | 'always' | 'never';

/** The choices. */
export interface Preferences {
  cursorLabels: CursorLabels;
  /** Show beside the lines who wrote them. */
  showAuthors: boolean;
  /** Tell in JupyterLab when somebody calls me in the chat. */
  notifyMentions: boolean;
  /** Tell on the desktop as well, while JupyterLab is not looked at. */
  desktopNotifications: boolean;
}

/** As in the settings' schema. */
const DEFAULTS: Preferences = {
  cursorLabels: 'fading',
  showAuthors: false,
  notifyMentions: true,
  desktopNotifications: false
};

/** Follow the settings; where they cannot be read the defaults stay. */
export function followPreferences(registry: ISettingRegistry | null): StoreApi<Preferences> {
  const store = createStore<Preferences>(() => DEFAULTS);
  void registry?.load(SETTINGS).then(
    settings => {
      const read = (): void => {
        store.setState({
          cursorLabels: settings.get('cursorLabels').composite as CursorLabels,
          showAuthors: settings.get('showAuthors').composite === true,
          notifyMentions: settings.get('notifyMentions').composite === true,
          desktopNotifications: settings.get('desktopNotifications').composite === true
        });
      };
      settings.changed.connect(read);
      read();
    },
    (error: unknown) => {
      console.warn('The settings of Time Warp could not be read:', error);
    }
  );
  return store;
}

/** Choose something for this person; without settings it is chosen until the page is left. */
export async function choose(
  registry: ISettingRegistry | null,
  store: StoreApi<Preferences>,
  choice: Partial<Preferences>
): Promise<void> {
  store.setState(choice);
  try {
    for (const [name, value] of Object.entries(choice)) {
      await registry?.set(SETTINGS, name, value);
    }
  } catch (error) {
    console.warn('What was chosen is not kept:', error);
  }
}

/** Let the style know how cursors are to be labelled. */
export function applyCursorLabels(store: StoreApi<Preferences>): void {
  const apply = (): void => {
    document.body.dataset.twCursorLabels = store.getState().cursorLabels;
  };
  store.subscribe(apply);
  apply();
}
