/** Tells this person when somebody else gives the program in front of them another name. */

import { Notification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { RoomList } from '../../core/roomList';
import type { RoomSession } from '../../core/roomSession';
import { renamed } from '../../ui/programs/renamed';

const NOTICE_MS = 8_000;

/** Listen to the room that is open. The editor stays where it is: one goes on in the program under its new name. */
export function announceRenames(list: RoomList, open: () => string | null, trans: TranslationBundle): void {
  let stop = (): void => undefined;
  const follow = (session: RoomSession | null): void => {
    stop();
    stop =
      session?.onEvent(event => {
        const found = renamed(event, session, open());
        if (found) {
          const { name, before, path } = found;
          Notification.info(
            trans.__('%1 renamed “%2” to “%3”. Go on: it is the same program, and nothing is lost.', name, before, path),
            { autoClose: NOTICE_MS }
          );
        }
      }) ?? ((): void => undefined);
  };
  list.store.subscribe((state, before) => {
    if (state.session !== before.session) {
      follow(state.session);
    }
  });
  follow(list.session);
}
