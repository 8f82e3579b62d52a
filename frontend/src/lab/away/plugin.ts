/** The plugin that marks on return what others have changed meanwhile. */

import type { ISharedDocument } from '@jupyter/ydoc';
import type { JupyterFrontEndPlugin } from '@jupyterlab/application';

import type { Revision } from '../../core/records';
import { versionSeen } from '../../core/versionSeen';
import { COMMANDS } from '../commands/ids';
import { personalKey } from '../personal/browser';
import { ILiveDocuments, unprovided } from '../provider/registry';
import type { Edited } from '../sidebar/editing';
import { ISidebar } from '../sidebar/token';
import type { Seen } from './lastSeen';
import { LastSeen } from './lastSeen';
import { AwayWatch } from './watch';

/** The plugin. */
export const awayPlugin: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:away',
  description: 'Marks on return what others have changed in a program meanwhile.',
  autoStart: true,
  optional: [ILiveDocuments, ISidebar],
  activate: (app, documents: ILiveDocuments | null, sidebar: ISidebar | null) => {
    if (!sidebar) {
      return;
    }
    const { api, editing, host, list, lookOf, store, trans } = sidebar;
    const isUpToDate = ({ editor, room }: Edited): boolean => {
      if (list.session?.id !== room.id || !list.session.store.getState().loaded) {
        return false; // who is who is not known yet
      }
      const state = (documents ?? unprovided).of(editor.model.sharedModel as unknown as ISharedDocument)?.live?.store.getState();
      return state?.connection === 'connected' && state.synced;
    };
    const compare = ({ room, document }: Edited, seen: Seen): void => {
      const show = (revision: Revision | null): void => {
        store.setState({ comparing: revision && { document, revision } });
        void app.commands.execute(COMMANDS.history);
      };
      versionSeen(api, room.id, document, seen).then(show, (error: unknown) => {
        console.warn('The version that was seen last could not be found:', error);
        show(null);
      });
    };
    const watch = new AwayWatch({
      app,
      editing,
      api,
      trans,
      seen: new LastSeen(host.shelf, () => personalKey(app.serviceManager, 'seen')),
      me: () => list.session?.store.getState().username ?? '',
      nameOf: author => lookOf(author).name,
      isUpToDate,
      compare
    });
    editing.onChange(() => {
      watch.look();
    });
  }
};
