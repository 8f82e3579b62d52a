/** The labextension: everything JupyterLab and Notebook 7 load of Time Warp. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

const plugins: JupyterFrontEndPlugin<unknown>[] = [];

export default plugins;
