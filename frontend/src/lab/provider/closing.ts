/** Closing a program whose edits are not all sent. */

import type { Api } from '../../core/api';
import type { LiveDocument } from '../../core/liveDocument';
import type { Opened } from '../../core/openPath';
import { openPath } from '../../core/openPath';
import type { Standing } from '../../core/standing';
import type { Closing } from '../../core/unsent';
import type { Connecting } from './connect';
import { connect } from './connect';

/** What is needed to open the program once more without an editor. */
export interface ClosingProgram {
  connecting: Connecting;
  api: Api;
  opened: Opened;
  path: string;
  live: LiveDocument;
  standing: Standing;
}

/** The same document first, and whatever is at its path where its history has become another one. */
export function closing({ connecting, api, opened, path, live, standing }: ClosingProgram): Closing {
  let known: Opened | null = opened;
  return {
    document: opened.document,
    path,
    live,
    open: async (doc, awareness, events) => {
      const found = known ?? (await openPath(api, path, new AbortController().signal));
      known = null;
      if (!found) {
        throw new Error(`${path} is in no room any longer`);
      }
      const sender = connect(connecting, found, doc, awareness, events);
      sender.start(standing);
      return sender;
    }
  };
}
