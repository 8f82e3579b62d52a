/** The plugin that puts the sidebar into JupyterLab. */

import type { JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import { URLExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ServerConnection } from '@jupyterlab/services';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';

import { roomPath } from '../../core/api';
import { RoomApi } from '../../core/roomApi';
import { RoomList } from '../../core/roomList';
import { RoomSession } from '../../core/roomSession';
import { actorLook } from '../../ui/activity/actors';
import type { SidebarStore } from '../../ui/sidebarStore';
import { createSidebarStore } from '../../ui/sidebarStore';
import { readPageOption } from '../pageOption';
import { tabPerson } from '../person/tab';
import { personalKey } from '../personal/browser';
import { ILiveDocuments, unprovided } from '../provider/registry';
import { makeSend } from '../provider/send';
import { Editing } from './editing';
import { makeLabHost } from './host';
import { comeBack, isFree } from './lastRoom';
import { ISidebar } from './token';
import { makeUpload } from './upload';
import { SidebarWidget } from './widget';

const RANK = 150;

/** The plugin. */
export const sidebarPlugin: JupyterFrontEndPlugin<ISidebar | null> = {
  id: 'timewarp-jupyter:sidebar',
  description: 'Rooms, people, chat, activity and history in the left bar.',
  autoStart: true,
  requires: [IDocumentManager],
  optional: [ILiveDocuments, ILabShell, ITranslator, IRenderMimeRegistry, ILayoutRestorer],
  provides: ISidebar,
  activate: (
    app,
    docManager: IDocumentManager,
    documents: ILiveDocuments | null,
    shell: ILabShell | null,
    translator: ITranslator | null,
    rendermime: IRenderMimeRegistry | null,
    restorer: ILayoutRestorer | null
  ) => {
    if (!shell || readPageOption()?.enabled !== true) {
      return null; // Notebook 7, or plain JupyterLab
    }
    const trans = (translator ?? nullTranslator).load('timewarp_jupyter');
    const { serverSettings: settings, user } = app.serviceManager;
    const api = new RoomApi(makeSend(settings), makeUpload(settings));
    const editing = new Editing(app, docManager, documents ?? unprovided);
    const host = makeLabHost({
      api,
      settings,
      trans,
      rendermime,
      docRegistry: app.docRegistry,
      open: (path, jump) => {
        editing.open(path, jump).catch((error: unknown) => {
          console.warn(`${path} could not be opened:`, error);
        });
      },
      personal: what => personalKey(app.serviceManager, what)
    });
    const url = eventsUrl(settings);
    const { WebSocket } = settings;
    const list = new RoomList(
      api,
      room => new RoomSession({ api, room, url, WebSocket, posts: host.kept(room.id) })
    );
    const store = createSidebarStore();
    const currentText = (): string => editing.current()?.editor.model.sharedModel.getSource() ?? '';
    const widget = new SidebarWidget({ host, list, sidebar: store, currentText }, trans);
    shell.add(widget, 'left', { rank: RANK });
    restorer?.add(widget, widget.id);
    editing.onChange(() => {
      follow(editing, list, store);
    });
    const begin = (): void => {
      editing.begin(shell.currentChanged);
      const key = personalKey(app.serviceManager, 'last');
      void comeBack({ api, list, store, shelf: host.shelf, key });
    };
    // Posts, drafts and what was seen are kept by the name of the person: not before that is known.
    user.ready.then(begin, begin);
    window.addEventListener('online', () => list.session?.wake());
    return {
      api,
      host,
      list,
      store,
      editing,
      trans,
      get isVisible() {
        return widget.isVisible;
      },
      reveal: () => {
        shell.activateById(widget.id);
      },
      lookOf: username =>
        actorLook(username, list.session?.store.getState() ?? { members: {}, presence: {} }, host.words)
    };
  }
};

/** The room of a program that comes to the front is shown; who goes elsewhere from there, or fills in a form, is left alone. */
function follow(editing: Editing, list: RoomList, store: SidebarStore): void {
  const edited = editing.current();
  const document = edited?.document ?? null;
  const isAnother = document !== store.getState().document && list.session?.id !== edited?.room.id;
  if (edited && isAnother && isFree(store)) {
    list.enter(edited.room);
  }
  store.setState({ document });
}

/** Where a room's events come from; what was heard up to `after` does not come again. */
function eventsUrl({ wsUrl, token, appendToken }: ServerConnection.ISettings): (id: string, after: number | null) => string {
  return (id, after) => {
    const query = tabPerson.told(new URLSearchParams());
    if (after !== null) {
      query.set('after', String(after));
    }
    if (appendToken && token !== '') {
      query.set('token', token);
    }
    return `${URLExt.join(wsUrl, roomPath(id), 'events')}?${query}`;
  };
}
