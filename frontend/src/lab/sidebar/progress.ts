/** How far something has come, as a notification of JupyterLab. */

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { byteSize } from '../../ui/common/sizes';
import type { Notice, ProgressNotice } from '../../ui/host';

const NOTICE_MS = 6_000;

/** A short message. What offers something to do stays longer. */
export function optionsOf({ action }: Notice): Notification.IOptions<never> {
  const actions = action ? [{ label: action.label, callback: action.run }] : [];
  return { autoClose: action ? 2 * NOTICE_MS : NOTICE_MS, actions };
}

/** Stays until the end. It is written anew with each part in a hundred, not with each packet. */
export function progressNotice(label: string, stop: (() => void) | null, trans: TranslationBundle): ProgressNotice {
  const actions = stop ? [{ label: trans.__('Stop'), callback: stop }] : [];
  const id = Notification.emit(label, 'in-progress', { autoClose: false, actions });
  let shown = -1;
  return {
    told: (done, total) => {
      const part = total ? Math.floor((100 * done) / total) : Math.floor(done / 2 ** 20);
      if (done === 0 || part === shown) {
        return;
      }
      shown = part;
      const message = `${label} ${byteSize(done)}`;
      const progress = total ? { progress: Math.min(1, done / total) } : {};
      Notification.update({ id, message, type: 'in-progress', autoClose: false, actions, ...progress });
    },
    end: notice => {
      Notification.dismiss(id);
      if (notice) {
        Notification.emit(notice.text, notice.kind, optionsOf(notice));
      }
    }
  };
}
