/** Tells of edits that are still on their way when their program has been closed. */

import { Notification } from '@jupyterlab/apputils';
import { PathExt } from '@jupyterlab/coreutils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { UnsentEvents } from '../../core/unsent';
import { showDifference } from './difference';
import { notTaken } from './messages';

const SENT_MS = 4_000;

/** As JupyterLab's notifications. */
export function unsentNotices(trans: TranslationBundle): UnsentEvents {
  return {
    waits: path => {
      const name = PathExt.basename(path);
      const id = Notification.warning(
        trans.__('“%1” is closed, but the server does not have all of it yet. Keep this page open.', name),
        { autoClose: false }
      );
      return () => {
        Notification.dismiss(id);
      };
    },
    sent: path => {
      Notification.success(trans.__('The server has all of “%1” now.', PathExt.basename(path)), { autoClose: SENT_MS });
    },
    notTaken: (_, { base, text }) => {
      showDifference(base, text, notTaken(trans), trans).catch((error: unknown) => {
        console.error('A text that was not taken could not be shown:', error);
      });
    }
  };
}
