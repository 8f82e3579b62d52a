/** Requests with the server's settings: cookies, tokens, XSRF. */

import { URLExt } from '@jupyterlab/coreutils';
import { ServerConnection } from '@jupyterlab/services';

import type { Send } from '../../core/requests';

/** How `core` sends its requests here. */
export function makeSend(settings: ServerConnection.ISettings): Send {
  return (path, init) =>
    ServerConnection.makeRequest(URLExt.join(settings.baseUrl, path), init, settings);
}
