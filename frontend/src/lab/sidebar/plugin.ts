/** The plugin that puts the sidebar into JupyterLab. */

import { IGlobalAwareness } from '@jupyter/collaborative-drive';
import type { ISharedDocument } from '@jupyter/ydoc';
import type { JupyterFrontEnd, JupyterFrontEndPlugin } from '@jupyterlab/application';
import { ILabShell, ILayoutRestorer } from '@jupyterlab/application';
import { ICommandPalette } from '@jupyterlab/apputils';
import { URLExt } from '@jupyterlab/coreutils';
import { IDocumentManager } from '@jupyterlab/docmanager';
import { IFileBrowserFactory } from '@jupyterlab/filebrowser';
import { ILauncher } from '@jupyterlab/launcher';
import { IMainMenu } from '@jupyterlab/mainmenu';
import { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ServerConnection } from '@jupyterlab/services';
import { ISettingRegistry } from '@jupyterlab/settingregistry';
import type { TranslationBundle } from '@jupyterlab/translation';
import { ITranslator, nullTranslator } from '@jupyterlab/translation';
import { Menu } from '@lumino/widgets';
import type { Awareness } from 'y-protocols/awareness';

import { roomPath } from '../../core/api';
import type { Revision, Room } from '../../core/records';
import { RoomApi } from '../../core/roomApi';
import { RoomList } from '../../core/roomList';
import { RoomSession } from '../../core/roomSession';
import { versionSeen } from '../../core/versionSeen';
import type { Host } from '../../ui/host';
import { actorLook } from '../../ui/activity/actors';
import { initialsOf } from '../../ui/common/Avatar';
import type { Look } from '../../ui/chat/people';
import { createSidebarStore } from '../../ui/sidebarStore';
import { AuthorStrips } from '../authorship/strips';
import { LastSeen } from '../away/lastSeen';
import { AwayWatch } from '../away/watch';
import { readPageOption } from '../pageOption';
import { tabPerson } from '../person/tab';
import { personalKey } from '../personal/browser';
import { ILiveDocuments } from '../provider/registry';
import { makeSend } from '../provider/send';
import { announceCalls } from './calls';
import { addCommands, COMMANDS } from './commands';
import { Editing } from './editing';
import { Follower } from './follow';
import { makeLabHost } from './host';
import { applyCursorLabels, choose, followPreferences } from './preferences';
import { PresenceReporter } from './presence';
import { announceRenames } from './renames';
import { makeUpload } from './upload';
import { nameInStockPanel } from './stockPanel';
import { SidebarWidget } from './widget';

const RANK = 150;

/** The plugin. */
export const sidebarPlugin: JupyterFrontEndPlugin<void> = {
  id: 'timewarp-jupyter:sidebar',
  description: 'Rooms, people, chat, activity and history in the left bar.',
  autoStart: true,
  requires: [ILiveDocuments, IDocumentManager],
  optional: [
    ILabShell,
    ITranslator,
    IRenderMimeRegistry,
    ILayoutRestorer,
    ICommandPalette,
    ILauncher,
    IMainMenu,
    IFileBrowserFactory,
    ISettingRegistry,
    IGlobalAwareness
  ],
  activate: (
    app,
    documents: ILiveDocuments,
    docManager: IDocumentManager,
    shell: ILabShell | null,
    translator: ITranslator | null,
    rendermime: IRenderMimeRegistry | null,
    restorer: ILayoutRestorer | null,
    palette: ICommandPalette | null,
    launcher: ILauncher | null,
    menu: IMainMenu | null,
    fileBrowsers: IFileBrowserFactory | null,
    registry: ISettingRegistry | null,
    awareness: Awareness | null
  ) => {
    if (!shell || readPageOption()?.enabled !== true) {
      return; // Notebook 7, or plain JupyterLab
    }
    const trans = (translator ?? nullTranslator).load('timewarp_jupyter');
    const settings = app.serviceManager.serverSettings;
    const api = new RoomApi(makeSend(settings), makeUpload(settings));
    const editing = new Editing(app, docManager, documents);
    const host = makeLabHost({
      api,
      settings,
      trans,
      rendermime,
      docRegistry: app.docRegistry,
      open: (path, jump) => void editing.open(path, jump),
      personal: what => personalKey(app.serviceManager, what)
    });
    const list = new RoomList(api, room => makeSession(api, room, settings, host));
    const sidebar = createSidebarStore();
    const widget = new SidebarWidget(
      {
        host,
        list,
        sidebar,
        currentText: () => editing.current()?.editor.model.sharedModel.getSource() ?? ''
      },
      trans
    );
    shell.add(widget, 'left', { rank: RANK });
    restorer?.add(widget, widget.id);
    const reporter = new PresenceReporter(editing, list, sidebar);
    const look = (author: string): Look =>
      actorLook(author, list.session?.store.getState() ?? { members: {}, presence: {} }, host.words);
    const preferences = followPreferences(registry);
    const wantsAuthors = (): boolean => preferences.getState().showAuthors;
    const strips = new AuthorStrips({ app, editing, api, shown: wantsAuthors, lookOf: look });
    preferences.subscribe(() => {
      strips.look();
      app.commands.notifyCommandChanged(COMMANDS.authors);
    });
    const watch = new AwayWatch({
      app,
      editing,
      api,
      trans,
      seen: new LastSeen(host.shelf, () => personalKey(app.serviceManager, 'seen')),
      me: () => list.session?.store.getState().username ?? '',
      nameOf: author => look(author).name,
      isUpToDate: ({ editor, room }) => {
        if (list.session?.id !== room.id || !list.session.store.getState().loaded) {
          return false; // who is who is not known yet
        }
        const state = documents.of(editor.model.sharedModel as unknown as ISharedDocument)?.live?.store.getState();
        return state?.connection === 'connected' && state.synced;
      },
      compare: ({ room, document }, seen) => {
        const show = (revision: Revision | null): void => {
          sidebar.setState({ comparing: revision && { document, revision } });
          void app.commands.execute(COMMANDS.history);
        };
        versionSeen(api, room.id, document, seen).then(show, (error: unknown) => {
          console.warn('The version that was seen last could not be found:', error);
          show(null);
        });
      }
    });
    const lookAround = (): void => {
      reporter.look();
      strips.look();
      watch.look();
    };
    const begin = (): void => {
      shell.currentChanged.connect(lookAround);
      documents.changed.connect(lookAround);
      lookAround();
    };
    // Posts, drafts and what was seen are kept by the name of the person: not before that is known.
    app.serviceManager.user.ready.then(begin, begin);
    new Follower(editing, list, sidebar, trans);
    window.addEventListener('online', () => list.session?.wake());
    const reveal = (): void => {
      shell.activateById(widget.id);
    };
    const authors = {
      shown: wantsAuthors,
      show: (shown: boolean): void => void choose(registry, preferences, { showAuthors: shown })
    };
    addCommands({ app, list, sidebar, fileBrowsers, editing, authors, reveal, trans });
    applyCursorLabels(preferences);
    announceRenames(list, () => sidebar.getState().document, trans);
    announceCalls({
      list,
      preferences,
      trans,
      isLookedAt: () =>
        widget.isVisible && document.hasFocus() && !document.hidden && sidebar.getState().tab === 'chat',
      showChat: () => void app.commands.execute(COMMANDS.chat)
    });
    if (awareness) {
      nameInStockPanel(awareness, list, initialsOf);
    }
    addEntries(app, { palette, launcher, menu, trans });
  }
};

function makeSession(
  api: RoomApi,
  room: Room,
  settings: ServerConnection.ISettings,
  host: Host
): RoomSession {
  return new RoomSession({
    api,
    room,
    posts: host.kept(room.id),
    WebSocket: settings.WebSocket,
    url: (id, after) => {
      const { wsUrl, token, appendToken } = settings;
      const query = tabPerson.told(new URLSearchParams());
      if (after !== null) {
        query.set('after', String(after));
      }
      if (appendToken && token !== '') {
        query.set('token', token);
      }
      return `${URLExt.join(wsUrl, roomPath(id), 'events')}?${query}`;
    }
  });
}

interface Places {
  palette: ICommandPalette | null;
  launcher: ILauncher | null;
  menu: IMainMenu | null;
  trans: TranslationBundle;
}

/** The palette, the launcher, and a menu of our own. */
function addEntries(app: JupyterFrontEnd, { palette, launcher, menu, trans }: Places): void {
  const category = trans.__('Time Warp');
  for (const command of Object.values(COMMANDS)) {
    if (command !== COMMANDS.createHere) {
      palette?.addItem({ command, category });
    }
  }
  launcher?.add({ command: COMMANDS.open, category: trans.__('Other'), rank: 1 });
  if (menu) {
    const own = new Menu({ commands: app.commands });
    own.title.label = category;
    own.id = 'jp-mainmenu-timewarp';
    for (const command of [COMMANDS.open, COMMANDS.create, COMMANDS.import]) {
      own.addItem({ command });
    }
    own.addItem({ type: 'separator' });
    for (const command of [COMMANDS.people, COMMANDS.chat, COMMANDS.activity, COMMANDS.history, COMMANDS.authors]) {
      own.addItem({ command });
    }
    own.addItem({ type: 'separator' });
    for (const command of [COMMANDS.invite, COMMANDS.members, COMMANDS.settings, COMMANDS.copy, COMMANDS.name, COMMANDS.lock, COMMANDS.hand, COMMANDS.leave]) {
      own.addItem({ command });
    }
    menu.addMenu(own, false, { rank: 900 });
  }
}
