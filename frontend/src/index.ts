/** The labextension: everything JupyterLab and Notebook 7 load of Time Warp. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import { connectionPlugin } from './lab/connection/plugin';
import { cursorsPlugin } from './lab/cursors/plugin';
import { readPageOption } from './lab/pageOption';
import { personalPlugin } from './lab/personal/plugin';
import { providerPlugins } from './lab/provider/plugins';
import { sidebarPlugin } from './lab/sidebar/plugin';
import { statusPlugin } from './lab/status/plugin';
import { languagePlugins } from './languages';

const plugins: JupyterFrontEndPlugin<unknown>[] = [
  ...providerPlugins,
  cursorsPlugin,
  statusPlugin,
  personalPlugin,
  sidebarPlugin,
  ...languagePlugins,
  // It takes the place of Jupyter's own: not where there are no rooms.
  ...(readPageOption()?.enabled ? [connectionPlugin] : [])
];

export default plugins;
