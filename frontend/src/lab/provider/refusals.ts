/** What somebody is told who tries to change a program that they cannot change now. */

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import { roleMeaning } from '../../ui/rooms/roles';
import { wordsOf } from '../words';
import type { Guarded } from './guard';
import { closeMessage } from './messages';
import type { RoomProvider } from './roomProvider';

const TOLD_MS = 8_000;

/** Why edits are not taken now. */
export function whyReadOnly(provider: RoomProvider, trans: TranslationBundle): string {
  const { is, live, reason } = provider;
  const state = live?.store.getState();
  if (state?.connection === 'ended') {
    return closeMessage(state.closeCode ?? 0, reason, trans);
  }
  if (state?.access === 'readonly' && (is.role === 'viewer' || is.locked)) {
    return roleMeaning(is.role, is.locked, wordsOf(trans));
  }
  return reason === '' ? trans.__('You can read this program, but not change it.') : reason;
}

/** Tells why, once until edits are taken again: menus and keys may be tried many times. */
export class ToldOnce implements Guarded {
  private told = '';

  constructor(
    private readonly provider: RoomProvider,
    private readonly trans: TranslationBundle
  ) {}

  /** Whether the person may not edit now. */
  get readOnly(): boolean {
    const { readOnly } = this.provider;
    if (!readOnly) {
      this.told = '';
    }
    return readOnly;
  }

  /** Whether a change comes from the server. */
  get applying(): boolean {
    return this.provider.applying;
  }

  /** Something was tried that is not taken. */
  refused(): void {
    const why = whyReadOnly(this.provider, this.trans);
    if (why !== this.told) {
      this.told = why;
      Notification.warning(why, { autoClose: TOLD_MS });
    }
  }
}
