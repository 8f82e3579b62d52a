/** The HTTP interface of rooms: what the panels ask and do. */

import { documentPath, roomPath } from './api';
import type {
  Activity,
  Authors,
  CopyPostBody,
  Diff,
  Document,
  DocumentPatchBody,
  DocumentsPostBody,
  DocumentWithContent,
  Found,
  Invitation,
  InvitationsPostBody,
  ListedRoom,
  Listing,
  MadeInvitation,
  Member,
  MePatchBody,
  Message,
  MessagePatchBody,
  MessagesPostBody,
  Other,
  OtherFile,
  Person,
  ReadMark,
  Restored,
  Revision,
  Role,
  Room,
  RoomPatchBody,
  RoomsPostBody,
  Server,
  Step,
  Version,
  Visibility
} from './records';
import type { Query, Send } from './requests';
import { checked, jsonOf, Requests, withQuery } from './requests';
import type { Upload, Watched } from './transfer';
import { byRequest, received } from './transfer';

const ROOMS = 'api/timewarp/rooms';
const ME = 'api/timewarp/me';
const MOST_PER_PAGE = 1000;

/** Where in a listing: seqs, or positions. */
export interface Page {
  before?: number;
  after?: number;
  limit?: number;
}

/** Which lines of the activity. */
export interface ActivityFilter {
  actor?: string;
  document?: string;
  verb?: string;
}

/** What may be said of a room that is made from an archive; what is empty is as in that. */
export interface ImportChoices {
  name: string;
  visibility: Visibility | '';
}

/** The calls. All of them reject as `Requests.call` does. */
export class RoomApi {
  private readonly requests: Requests;
  private readonly upload: Upload;

  /** Without a way of its own an upload is an ordinary request, whose progress is not known. */
  constructor(send: Send, upload: Upload = byRequest(send)) {
    this.requests = new Requests(send);
    this.upload = upload;
  }

  /** The server, its limits, and the caller. */
  server(): Promise<Server> {
    return this.requests.call('GET', 'api/timewarp');
  }

  /** Change the caller's name or colour. */
  changeMe(body: MePatchBody): Promise<Person> {
    return this.requests.call('PATCH', ME, { body });
  }

  /** The others who have used this browser, where a person is a browser. */
  others(): Promise<Other[]> {
    return this.all(`${ME}/others`);
  }

  /** Somebody else begins to use this browser. */
  someoneElse(): Promise<Other> {
    return this.requests.call('POST', `${ME}/others`);
  }

  /** Come in by an invitation: the secret of its link. */
  accept(token: string): Promise<Room> {
    return this.requests.call('POST', `api/timewarp/invitations/${encodeURIComponent(token)}`);
  }

  /** The rooms that the caller may see; with `deleted` those that can be brought back. */
  rooms(deleted = false): Promise<ListedRoom[]> {
    return this.all(ROOMS, deleted ? { deleted } : {});
  }

  /** Make a room of a folder, which is made as well if there is none. */
  createRoom(body: RoomsPostBody): Promise<Room> {
    return this.requests.call('POST', ROOMS, { body });
  }

  /** A room. */
  room(room: string): Promise<Room> {
    return this.requests.call('GET', roomPath(room));
  }

  /** Become a member of an open room, which is done by opening its folder. */
  async join(folder: string): Promise<Room> {
    const found: Found = await this.requests.call('POST', 'api/timewarp/lookup', { body: { path: folder } });
    return found.room;
  }

  /** Rename, lock, open or bring back a room. */
  changeRoom(room: string, body: RoomPatchBody): Promise<Room> {
    return this.requests.call('PATCH', roomPath(room), { body });
  }

  /** Delete a room; its files stay. */
  deleteRoom(room: string): Promise<void> {
    return this.requests.call('DELETE', roomPath(room));
  }

  /** Make another room like one, with its programs and what else is asked for; the caller owns it. */
  copyRoom(room: string, body: CopyPostBody): Promise<Room> {
    return this.requests.call('POST', `${roomPath(room)}/copy`, { body });
  }

  /** A room as one archive. Rejects with `Unreachable` where it breaks off. */
  async archive(room: string, { told, signal }: Watched): Promise<Blob> {
    const response = await this.requests.raw('GET', `${roomPath(room)}/export`, { signal });
    return received(response, told);
  }

  /** Make a room from an archive. What is not said is as in the archive; the caller owns it. */
  async importRoom(archive: Blob, { name, visibility }: ImportChoices, watched: Watched): Promise<Room> {
    const path = withQuery(`${ROOMS}/import`, { name: name || undefined, visibility: visibility || undefined });
    return jsonOf<Room>(await checked(await this.upload(path, archive, watched)));
  }

  /** Who belongs to a room and, with role null, who else is named in it. */
  members(room: string): Promise<Member[]> {
    return this.all(`${roomPath(room)}/members`, { former: 'true' });
  }

  /** Give a member a role; joining an open room is giving oneself its default role. */
  setRole(room: string, username: string, role: Role): Promise<Member> {
    return this.requests.call('PUT', memberPath(room, username), { body: { role } });
  }

  /** Remove a member; removing oneself is leaving. */
  removeMember(room: string, username: string): Promise<void> {
    return this.requests.call('DELETE', memberPath(room, username));
  }

  /** The invitations that are not revoked. */
  invitations(room: string): Promise<Invitation[]> {
    return this.all(`${roomPath(room)}/invitations`);
  }

  /** Make an invitation. Its link is only in this answer. */
  invite(room: string, body: InvitationsPostBody): Promise<MadeInvitation> {
    return this.requests.call('POST', `${roomPath(room)}/invitations`, { body });
  }

  /** Revoke an invitation. */
  revoke(room: string, invitation: string): Promise<void> {
    return this.requests.call('DELETE', `${roomPath(room)}/invitations/${encodeURIComponent(invitation)}`);
  }

  /** The programs and other files of a room; with `deleted` the programs that can be brought back. */
  documents(room: string, deleted = false): Promise<(Document | OtherFile)[]> {
    return this.all(`${roomPath(room)}/documents`, deleted ? { deleted } : {});
  }

  /** Make a program. */
  createDocument(room: string, body: DocumentsPostBody): Promise<DocumentWithContent> {
    return this.requests.call('POST', `${roomPath(room)}/documents`, { body });
  }

  /** Rename a program, or bring it back. */
  changeDocument(room: string, document: string, body: DocumentPatchBody): Promise<DocumentWithContent> {
    return this.requests.call('PATCH', documentPath(room, document), { body });
  }

  /** Delete a program. It can be brought back. */
  deleteDocument(room: string, document: string): Promise<void> {
    return this.requests.call('DELETE', documentPath(room, document));
  }

  /** The newest messages, or those before or after a seq, or those that match `q`: newest first or last? By seq. */
  messages(room: string, page: Page & { q?: string }): Promise<Listing<Message>> {
    return this.requests.call('GET', `${roomPath(room)}/messages`, { query: { ...page } });
  }

  /** Post a message. A retry with the same `client_id` answers what was stored. */
  post(room: string, body: MessagesPostBody): Promise<Message> {
    return this.requests.call('POST', `${roomPath(room)}/messages`, { body });
  }

  /** Change the text of a message. */
  editMessage(room: string, message: string, body: MessagePatchBody): Promise<Message> {
    return this.requests.call('PATCH', messagePath(room, message), { body });
  }

  /** Delete a message; a mark stays. */
  deleteMessage(room: string, message: string): Promise<void> {
    return this.requests.call('DELETE', messagePath(room, message));
  }

  /** Everything up to `seq` has been read. */
  markRead(room: string, seq: number): Promise<ReadMark> {
    return this.requests.call('PUT', `${roomPath(room)}/read`, { body: { seq } });
  }

  /** How much has been read. */
  readMark(room: string): Promise<ReadMark> {
    return this.requests.call('GET', `${roomPath(room)}/read`);
  }

  /** What has happened. */
  activity(room: string, page: Page & ActivityFilter): Promise<Listing<Activity>> {
    return this.requests.call('GET', `${roomPath(room)}/activity`, { query: { ...page } });
  }

  /** The runs of edits of a program. */
  revisions(room: string, document: string, page: Page): Promise<Listing<Revision>> {
    return this.requests.call('GET', `${documentPath(room, document)}/revisions`, { query: { ...page } });
  }

  /** Every edit of a program, for playing it back. */
  steps(room: string, document: string, page: Page): Promise<Listing<Step>> {
    const query = { ...page, detail: 'steps' };
    return this.requests.call('GET', `${documentPath(room, document)}/revisions`, { query });
  }

  /** A program's text as of a seq. */
  version(room: string, document: string, seq: number, signal?: AbortSignal): Promise<Version> {
    return this.requests.call('GET', `${documentPath(room, document)}/revisions/${seq}`, { signal });
  }

  /** What changed between two seqs, as a unified diff. */
  diff(room: string, document: string, from: number, to: number): Promise<Diff> {
    return this.requests.call('GET', `${documentPath(room, document)}/diff`, { query: { from, to } });
  }

  /** Who wrote what of a program. */
  authors(room: string, document: string): Promise<Authors> {
    return this.requests.call('GET', `${documentPath(room, document)}/authors`);
  }

  /** Write the text of a seq as a new edit. */
  restore(room: string, document: string, seq: number): Promise<Restored> {
    return this.requests.call('POST', `${documentPath(room, document)}/restore`, { body: { seq } });
  }

  private async all<T>(path: string, query: Query = {}): Promise<T[]> {
    const items: T[] = [];
    let after: number | undefined;
    for (;;) {
      const page: Listing<T> = await this.requests.call('GET', path, {
        query: { ...query, after, limit: MOST_PER_PAGE }
      });
      items.push(...page.items);
      if (page.next === null) {
        return items;
      }
      after = page.next;
    }
  }
}

/** The path of a part of a room's activity as a file to download, below the base URL. */
export function activityExportPath(room: string, format: 'csv' | 'json', filter: ActivityFilter = {}): string {
  return withQuery(`${roomPath(room)}/activity`, { ...filter, format });
}

function memberPath(room: string, username: string): string {
  return `${roomPath(room)}/members/${encodeURIComponent(username)}`;
}

function messagePath(room: string, message: string): string {
  return `${roomPath(room)}/messages/${encodeURIComponent(message)}`;
}
