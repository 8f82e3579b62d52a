/** The labextension: everything JupyterLab and Notebook 7 load of Time Warp. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { authorshipPlugin } from './lab/authorship/plugin';
import { awayPlugin } from './lab/away/plugin';
import { connectionPlugin } from './lab/connection/plugin';
import { cursorsPlugin } from './lab/cursors/plugin';
import { readPageOption } from './lab/pageOption';
import { personalPlugin } from './lab/personal/plugin';
import { preferencesPlugin } from './lab/preferences/plugin';
import { providerPlugins } from './lab/provider/plugins';
import { commandsPlugin } from './lab/commands/plugin';
import { rolesPlugin } from './lab/roles/plugin';
import { sidebarPlugin } from './lab/sidebar/plugin';
import { besideSidebarPlugins } from './lab/sidebar/plugins';
import { statusPlugin } from './lab/status/plugin';
import { languagePlugins } from './languages';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...providerPlugins,
  preferencesPlugin,
  personalPlugin,
  cursorsPlugin,
  statusPlugin,
  sidebarPlugin,
  commandsPlugin,
  rolesPlugin,
  authorshipPlugin,
  awayPlugin,
  ...besideSidebarPlugins,
  ...languagePlugins,
  // It takes the place of Jupyter's own: not where there are no rooms.
  ...(readPageOption()?.enabled ? [connectionPlugin] : [])
];

export default plugins;
