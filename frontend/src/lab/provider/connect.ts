/** Connecting a Y.Doc to a program of a room. */

import type { IDocumentProviderFactory } from '@jupyter/docprovider';
import { URLExt } from '@jupyterlab/coreutils';
import type { ServerConnection } from '@jupyterlab/services';
import type { Awareness } from 'y-protocols/awareness';
import type * as Y from 'yjs';

import { documentPath } from '../../core/api';
import type { LiveDocumentEvents } from '../../core/liveDocument';
import { LiveDocument } from '../../core/liveDocument';
import type { Opened } from '../../core/openPath';
import type { PendingStore } from '../../core/pendingStore';
import type { Standing } from '../../core/standing';
import { tabPerson } from '../person/tab';

/** What all programs of one person are connected with. */
export interface Connecting {
  settings: ServerConnection.ISettings;
  pending: PendingStore;
  user: IDocumentProviderFactory.IOptions['user'];
  /** Ask the server whether this person may write in a room. */
  standing: (room: string) => Promise<Standing>;
}

/** A live document that has not been started yet. */
export function connect(
  { settings, pending, user, standing }: Connecting,
  opened: Opened,
  doc: Y.Doc,
  awareness: Awareness,
  events: LiveDocumentEvents
): LiveDocument {
  return new LiveDocument({
    url: () => syncUrl(settings, opened),
    doc,
    awareness,
    key: {
      server: settings.baseUrl,
      user: user.identity?.username ?? '',
      document: opened.document,
      historyId: opened.historyId
    },
    pending,
    locks: (navigator as { locks?: LockManager }).locks,
    standing: () => standing(opened.room),
    WebSocket: settings.WebSocket,
    events
  });
}

/** Where the bytes of a program come from. */
function syncUrl(
  { wsUrl, token, appendToken }: ServerConnection.ISettings,
  { room, document, historyId }: Opened
): string {
  const query = tabPerson.told(new URLSearchParams({ history_id: historyId, ack: '1' }));
  if (appendToken && token !== '') {
    query.set('token', token);
  }
  return `${URLExt.join(wsUrl, documentPath(room, document), 'sync')}?${query}`;
}
