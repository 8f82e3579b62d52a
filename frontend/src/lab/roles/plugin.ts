/** The plugin that says what one may do: above the program, and when it changes. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { Notification } from '@jupyterlab/apputils';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import type { RoomSession } from '../../core/roomSession';
import type { RoleInRoom } from '../../core/standing';
import { forEachProgram } from '../provider/programs';
import { ILiveDocuments, unprovided } from '../provider/registry';
import { ISidebar } from '../sidebar/token';
import { DOMAIN, wordsOf } from '../words';
import { addBanner } from './banner';
import { ReadOnlyMenus } from './menus';
import { RolesInRooms } from './roles';
import { changeText } from './words';

const TOLD_MS = 10_000;

/** The plugin. Without a sidebar, as in Notebook 7, it knows what the open programs know. */
export const rolesPlugin: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:roles',
  description: 'Says above a program whether one may change it, and tells when that changes.',
  autoStart: true,
  optional: [ILiveDocuments, ISidebar, ITranslator],
  activate: (app, live: ILiveDocuments | null, sidebar: ISidebar | null, translator: ITranslator | null) => {
    const documents = live ?? unprovided;
    const words = wordsOf((translator ?? nullTranslator).load(DOMAIN));
    const roles = new RolesInRooms((before, now) => {
      const text = changeText(before, now, words);
      if (text !== '') {
        Notification.info(text, { autoClose: TOLD_MS });
      }
    });
    documents.changed.connect((_, provider) => {
      roles.look(provider);
    });
    sidebar?.list.eachSession(session => (session ? followed(session, roles) : undefined));
    const menus = new ReadOnlyMenus(app);
    const extension = forEachProgram(documents, program => {
      const ends = [addBanner(program, words), menus.add(program)];
      return () => {
        ends.forEach(end => { end(); });
      };
    });
    app.docRegistry.addWidgetExtension('Editor', extension);
  }
};

function followed(session: RoomSession, roles: RolesInRooms): () => void {
  const tell = (): void => {
    const { role, room, connection } = session.store.getState();
    if (connection === 'connected') {
      const is: RoleInRoom = { role, locked: room?.locked === true };
      roles.note(session.id, is);
    }
  };
  tell();
  return session.store.subscribe(tell);
}
