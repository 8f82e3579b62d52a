/** Tells this person when somebody else gives the program in front of them another name. */

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { RoomList } from '../../core/roomList';
import { renamed } from '../../ui/programs/renamed';

const NOTICE_MS = 8_000;

/** Listen to the room that is open. The editor stays where it is: one goes on in the program under its new name. */
export function announceRenames(list: RoomList, open: () => string | null, trans: TranslationBundle): void {
  list.eachSession(session =>
    session?.onEvent(event => {
      const found = renamed(event, session, open());
      if (found) {
        const { name, before, path } = found;
        Notification.info(
          trans.__('%1 renamed “%2” to “%3”. Go on: it is the same program, and nothing is lost.', name, before, path),
          { autoClose: NOTICE_MS }
        );
      }
    })
  );
}
