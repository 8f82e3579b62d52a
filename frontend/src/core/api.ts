/** The HTTP interface of the server, as far as a live document needs it. */

import type { DocumentWithContent, Found, LookupPostBody, Room } from './records';
import type { Send } from './requests';
import { Requests } from './requests';

/** The calls. All of them reject as `Requests.call` does. */
export class Api {
  private readonly requests: Requests;

  constructor(send: Send) {
    this.requests = new Requests(send);
  }

  /**
   * Open a path: its room and document. In an open room this makes the caller a member.
   * 404 `not_in_a_room` if the path is in none, 403 `not_a_member` with the room's name.
   */
  open(path: string, signal?: AbortSignal): Promise<Found> {
    const body: LookupPostBody = { path };
    return this.requests.call('POST', 'api/timewarp/lookup', { body, signal });
  }

  /** A room. */
  room(room: string): Promise<Room> {
    return this.requests.call('GET', roomPath(room));
  }

  /** Bring a deleted room back. */
  bringRoomBack(room: string): Promise<Room> {
    return this.requests.call('PATCH', roomPath(room), { body: { deleted: false } });
  }

  /** A document. */
  document(room: string, document: string): Promise<DocumentWithContent> {
    return this.requests.call('GET', documentPath(room, document));
  }

  /** Bring a deleted document back, with its file. */
  bringBack(room: string, document: string): Promise<DocumentWithContent> {
    return this.requests.call('PATCH', documentPath(room, document), { body: { deleted: false } });
  }

  /** Write the document's file now. */
  save(room: string, document: string): Promise<DocumentWithContent> {
    return this.requests.call('POST', `${documentPath(room, document)}/save`);
  }
}

/** The path of a room below the base URL. */
export function roomPath(room: string): string {
  return `api/timewarp/rooms/${encodeURIComponent(room)}`;
}

/** The path of a document below the base URL. */
export function documentPath(room: string, document: string): string {
  return `${roomPath(room)}/documents/${encodeURIComponent(document)}`;
}
