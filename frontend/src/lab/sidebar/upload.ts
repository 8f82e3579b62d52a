/** Files go to the server with the server's settings: cookies, tokens, XSRF. */

import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';

import type { Upload } from '../../core/transfer';
import { byOlderRequest } from '../../core/transfer';
import { tabPerson } from '../person/tab';

const XSRF = /(?:^|;\s*)_xsrf=([^;]*)/u;

/** As `ServerConnection.makeRequest` does it, which does not tell how far a file has come. */
export function makeUpload(settings: ServerConnection.ISettings): Upload {
  return byOlderRequest({
    url: path => URLExt.join(settings.baseUrl, path),
    headers: () => {
      const xsrf = XSRF.exec(document.cookie)?.[1];
      return {
        'Content-Type': 'application/zip',
        ...tabPerson.headers(),
        ...(settings.token === '' ? {} : { Authorization: `token ${settings.token}` }),
        ...(xsrf === undefined ? {} : { 'X-XSRFToken': xsrf })
      };
    }
  });
}
