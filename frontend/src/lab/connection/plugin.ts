/** Tells that the server cannot be reached beside the work, not with a dialog that stands in front of it. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { IConnectionLost } from '@jupyterlab/application';
import { ServerConnection } from '@jupyterlab/services';

import { Banner } from './banner';
import { Outage } from './outage';

const RESTART_ON_HUB = 'hub:restart';

/**
 * The plugin. Whoever provides this token last is asked, and that is an extension: it is only for pages in
 * which there are rooms. Elsewhere the dialogs of JupyterLab and of JupyterHub stay.
 */
export const connectionPlugin: JupyterFrontEndPlugin<IConnectionLost> = {
  id: 'timewarp-jupyter:connection',
  description: 'Says that the server cannot be reached while one goes on typing.',
  autoStart: true,
  provides: IConnectionLost,
  activate: app => {
    const settings = app.serviceManager.serverSettings;
    const outage = new Outage({
      notices: new Banner(),
      answers: async () => {
        const response = await ServerConnection.makeRequest(`${settings.baseUrl}api`, {}, settings);
        return response.ok;
      },
      // Asked when it is needed: JupyterHub's own extension may come after this one.
      restart: () =>
        app.commands.hasCommand(RESTART_ON_HUB) ? () => void app.commands.execute(RESTART_ON_HUB) : null
    });
    return async (_manager, _error, translator) => {
      await outage.begin(translator);
    };
  }
};
