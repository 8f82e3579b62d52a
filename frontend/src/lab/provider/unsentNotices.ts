/** Tells of edits that are still on their way when their program has been closed. */

import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { UnsentEvents } from '../../core/unsent';
import { Banner } from '../connection/banner';
import { showDifference } from './difference';
import { notTaken } from './messages';

const SENT_MS = 4_000;

/** On a line of our own: without the server JupyterLab cannot load the code of its notifications. */
export function unsentNotices(trans: TranslationBundle): UnsentEvents {
  const banner = new Banner(true);
  let waiting = 0;
  return {
    waits: path => {
      const name = PathExt.basename(path);
      waiting += 1;
      banner.begin(
        trans.__('“%1” is closed, but the server does not have all of it yet. Keep this page open.', name),
        []
      );
      return () => {
        waiting -= 1;
        if (waiting === 0) {
          banner.remove();
        }
      };
    },
    sent: path => {
      if (waiting === 0) {
        const text = trans.__('The server has all of “%1” now.', PathExt.basename(path));
        banner.begin(text, []);
        banner.end(text, SENT_MS);
      }
    },
    notTaken: (_, { base, text }) => {
      showDifference(base, text, notTaken(trans), trans).catch((error: unknown) => {
        console.error('A text that was not taken could not be shown:', error);
      });
    }
  };
}
