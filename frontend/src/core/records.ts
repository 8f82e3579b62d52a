/**
 * The records and events of the server. Made from its OpenAPI description by `python docs/make_openapi.py`:
 * change `timewarp_jupyter/records*.py` or a handler instead.
 */

/** A page of records; `next` is where the next one begins, null after the last. */
export interface Listing<Item> {
  items: Item[];
  next: number | null;
}

/** One line of what has happened; `detail` depends on `verb`. */
export interface Activity {
  seq: number;
  actor: string;
  verb: string;
  document: string | null;
  detail: Record<string, unknown>;
  at: string;
}

/** Something has happened. */
export interface ActivityEvent {
  seq: number;
  actor: string;
  verb: string;
  document: string | null;
  detail: Record<string, unknown>;
  at: string;
  type: 'activity';
}

/** The lines of a program that a message is about, both included. */
export interface Anchor {
  document: string;
  line: number;
  end_line: number;
}

/** Whose each part of the text is as of `seq`. */
export interface Authors {
  seq: number;
  spans: Span[];
  totals: Total[];
}

/** `removed` units behind `offset` become `inserted`; it counts after the changes before it. */
export interface Change {
  offset: number;
  removed: number;
  inserted: string;
}

/** What a client may say. */
export type ClientEvent =
  | { type: 'presence.set'; document?: string | null; line?: number | null; column?: number | null; status?: 'active' | 'idle' | 'away'; hand?: boolean }
  | { type: 'chat.typing' }
  | { type: 'ping' };

/** The body of POST /api/timewarp/rooms/{room}/copy. */
export interface CopyPostBody {
  name: string;
  folder?: string;
  visibility?: 'open' | 'invite';
  default_role?: 'editor' | 'viewer';
  history?: boolean;
  chat?: boolean;
  activity?: boolean;
}

/** The unified diff between the texts of two seqs. */
export interface Diff {
  from: number;
  to: number;
  diff: string;
}

/** A program of a room. `size` is in bytes of UTF-8, null where nobody has looked. */
export interface Document {
  id: string;
  kind: 'document';
  room: string;
  path: string;
  language: string;
  size: number | null;
  updated_at: string;
  updated_by: string;
  history_id: string;
  deleted: boolean;
}

/** A program was made, renamed, deleted or brought back. */
export interface DocumentEvent {
  id: string;
  kind: 'document';
  room: string;
  path: string;
  language: string;
  size: number | null;
  updated_at: string;
  updated_by: string;
  history_id: string;
  deleted: boolean;
  type: 'document.created' | 'document.renamed' | 'document.deleted' | 'document.restored';
  seq: number;
}

/** The body of PATCH /api/timewarp/rooms/{room}/documents/{document}. */
export interface DocumentPatchBody {
  path?: string;
  deleted?: false;
}

/** A program with its text, as of the commit that covers it. */
export interface DocumentWithContent {
  id: string;
  kind: 'document';
  room: string;
  path: string;
  language: string;
  size: number | null;
  updated_at: string;
  updated_by: string;
  history_id: string;
  deleted: boolean;
  content: string;
}

/** The body of POST /api/timewarp/rooms/{room}/documents. */
export interface DocumentsPostBody {
  path: string;
  content?: string;
}

/**
 * - `archive_compression`: The archive is packed in an unknown way.
 * - `archive_damaged`: The archive is damaged.
 * - `archive_document_too_large`: A program in the archive is too large.
 * - `archive_duplicate`: Two things in the archive have the same name.
 * - `archive_encrypted`: The archive is encrypted.
 * - `archive_hash`: The archive was changed after it was made.
 * - `archive_history`: The history in the archive is not in order.
 * - `archive_incomplete`: Something was added to the archive, or is missing in it.
 * - `archive_invalid`: Something in the archive cannot be read.
 * - `archive_link`: Something in the archive is no file.
 * - `archive_nested`: There is an archive in the archive.
 * - `archive_overlap`: Entries of the archive lie in each other.
 * - `archive_ratio`: A part of the archive is packed too densely.
 * - `archive_takes_too_long`: The archive takes too long to read.
 * - `archive_too_large`: The archive is too large.
 * - `archive_too_many_entries`: The archive has too many entries.
 * - `archive_too_many_records`: The archive holds too much.
 * - `archive_unknown_entry`: Something in the archive is not of a room.
 * - `archive_unpacked_too_large`: The archive is too large when it is unpacked.
 * - `archive_version`: The archive was made by a newer version.
 * - `bad_anchor`: The last line of the place comes before its first.
 * - `bad_color`: The colour is not one of those offered.
 * - `bad_field`: A field or parameter has the wrong type, is too long or out of range; `reason` names it.
 * - `bad_name`: The name has no visible character, or too many.
 * - `bad_path`: This cannot be the name of a program.
 * - `bad_username`: This cannot be a user name.
 * - `bus_stopped`: The servers cannot talk to each other now.
 * - `busy`: Too many ask for this now, or it takes too long.
 * - `client_taken`: The Yjs client id belongs to another person.
 * - `conflict`: The state of things does not allow it.
 * - `contains_room`: The folder contains a room.
 * - `damaged`: A change could not be made; the program is read anew.
 * - `document_deleted`: The program has been deleted.
 * - `document_exists`: There is a document with this id.
 * - `empty_message`: The message has no text.
 * - `file_missing`: The file of the program is gone.
 * - `file_not_read`: The file could not be read.
 * - `file_not_written`: The file could not be written; the work is safe in the store.
 * - `file_refused`: The server may not change this file.
 * - `folder_exists`: There is such a folder already.
 * - `folder_is_file`: There is a file where the folder should be.
 * - `folder_missing`: The room's folder is gone; it can be written again.
 * - `folder_taken`: The folder is a room already.
 * - `forbidden`: The caller's role does not allow it.
 * - `gap`: An update builds on one that the server does not have.
 * - `hidden_folder`: A hidden folder cannot be a room.
 * - `history_changed`: The history has changed meanwhile; try again.
 * - `idle`: Nobody did anything for `session_timeout`.
 * - `in_room`: The program belongs to a room, and is live there.
 * - `inside_room`: The folder is inside a room.
 * - `internal`: A fault of the server, which is in its log.
 * - `invalid`: Not what the interface asks for.
 * - `invitation_exists`: There is an invitation with this id or token.
 * - `invitation_expired`: The invitation has expired.
 * - `invitation_revoked`: The invitation has been revoked.
 * - `invitation_used_up`: The invitation has been used up.
 * - `last_owner`: The room would be left without an owner.
 * - `leaving`: The server is being stopped.
 * - `locked`: The room is locked: only its owners can change programs.
 * - `message_deleted`: The message has been deleted.
 * - `message_exists`: There is a message with this id.
 * - `message_too_long`: The message is longer than `max_message_chars`.
 * - `method_not_allowed`: The address does not take this method.
 * - `missing_field`: A required field or parameter was not given; `reason` names it.
 * - `name_fixed`: The server gives people their names.
 * - `no_such_document`: There is no such program.
 * - `no_such_file`: There is no such file.
 * - `no_such_invitation`: There is no such invitation.
 * - `no_such_member`: The room has no such member.
 * - `no_such_message`: There is no such message in this room.
 * - `no_such_revision`: The program has no version of this seq.
 * - `no_such_room`: There is no such room, or the caller may not know of it.
 * - `no_such_route`: There is no such address.
 * - `no_such_save`: No save of this was intended.
 * - `no_such_seq`: The room has not come so far yet.
 * - `not_a_member`: The caller is not a member of the room.
 * - `not_an_archive`: The file is no archive of a room.
 * - `not_built`: Something that was configured is not part of this version.
 * - `not_found`: There is no such thing.
 * - `not_in_a_room`: The path is in no room: open it without us.
 * - `not_json`: The body is no JSON object.
 * - `not_signed_in`: Sign in first.
 * - `not_text`: The file is not UTF-8 text.
 * - `not_your_message`: The message is somebody else's.
 * - `other_history`: The client's program comes from another history.
 * - `path_taken`: There is something of this name.
 * - `protocol`: The bytes are not the sync protocol, or must not be applied.
 * - `read_only`: The caller may read the program, not change it.
 * - `refused_repeatedly`: The client goes on sending changes that are refused.
 * - `room_closing`: The room is being closed; come back.
 * - `room_deleted`: The room has been deleted.
 * - `room_exists`: There is a room with this id.
 * - `signed_out`: The sign-in has ended.
 * - `slug_taken`: Another room has this short name.
 * - `storage_failed`: The store failed; nothing of this is stored.
 * - `too_large`: The body, a frame or a document is above its limit.
 * - `too_late`: What was deleted can no longer be brought back.
 * - `too_many_connections`: The room, the server or the caller has as many connections as is allowed.
 * - `too_many_documents`: The room has as many programs as is allowed.
 * - `too_many_invitations`: The room has as many invitations as is allowed.
 * - `too_many_members`: The room has as many members as is allowed.
 * - `too_many_messages`: Too many messages at once; `Retry-After` is in seconds.
 * - `too_many_people`: The browser has as many people as is allowed.
 * - `too_many_rooms`: The caller has, or has made today, as many rooms as is allowed.
 * - `too_much`: Too much at once; `Retry-After` is in seconds.
 * - `unavailable`: The server cannot do it now.
 * - `unknown_event`: There is no such event.
 * - `unknown_field`: There is no such field; `reason` names it.
 * - `workspace_failed`: The workspace could not do this.
 * - `workspace_root`: A room needs a folder of its own, not the whole workspace.
 * - `workspace_slow`: The workspace does not answer.
 */
export type ErrorCode =
  | 'archive_compression'
  | 'archive_damaged'
  | 'archive_document_too_large'
  | 'archive_duplicate'
  | 'archive_encrypted'
  | 'archive_hash'
  | 'archive_history'
  | 'archive_incomplete'
  | 'archive_invalid'
  | 'archive_link'
  | 'archive_nested'
  | 'archive_overlap'
  | 'archive_ratio'
  | 'archive_takes_too_long'
  | 'archive_too_large'
  | 'archive_too_many_entries'
  | 'archive_too_many_records'
  | 'archive_unknown_entry'
  | 'archive_unpacked_too_large'
  | 'archive_version'
  | 'bad_anchor'
  | 'bad_color'
  | 'bad_field'
  | 'bad_name'
  | 'bad_path'
  | 'bad_username'
  | 'bus_stopped'
  | 'busy'
  | 'client_taken'
  | 'conflict'
  | 'contains_room'
  | 'damaged'
  | 'document_deleted'
  | 'document_exists'
  | 'empty_message'
  | 'file_missing'
  | 'file_not_read'
  | 'file_not_written'
  | 'file_refused'
  | 'folder_exists'
  | 'folder_is_file'
  | 'folder_missing'
  | 'folder_taken'
  | 'forbidden'
  | 'gap'
  | 'hidden_folder'
  | 'history_changed'
  | 'idle'
  | 'in_room'
  | 'inside_room'
  | 'internal'
  | 'invalid'
  | 'invitation_exists'
  | 'invitation_expired'
  | 'invitation_revoked'
  | 'invitation_used_up'
  | 'last_owner'
  | 'leaving'
  | 'locked'
  | 'message_deleted'
  | 'message_exists'
  | 'message_too_long'
  | 'method_not_allowed'
  | 'missing_field'
  | 'name_fixed'
  | 'no_such_document'
  | 'no_such_file'
  | 'no_such_invitation'
  | 'no_such_member'
  | 'no_such_message'
  | 'no_such_revision'
  | 'no_such_room'
  | 'no_such_route'
  | 'no_such_save'
  | 'no_such_seq'
  | 'not_a_member'
  | 'not_an_archive'
  | 'not_built'
  | 'not_found'
  | 'not_in_a_room'
  | 'not_json'
  | 'not_signed_in'
  | 'not_text'
  | 'not_your_message'
  | 'other_history'
  | 'path_taken'
  | 'protocol'
  | 'read_only'
  | 'refused_repeatedly'
  | 'room_closing'
  | 'room_deleted'
  | 'room_exists'
  | 'signed_out'
  | 'slug_taken'
  | 'storage_failed'
  | 'too_large'
  | 'too_late'
  | 'too_many_connections'
  | 'too_many_documents'
  | 'too_many_invitations'
  | 'too_many_members'
  | 'too_many_messages'
  | 'too_many_people'
  | 'too_many_rooms'
  | 'too_much'
  | 'unavailable'
  | 'unknown_event'
  | 'unknown_field'
  | 'workspace_failed'
  | 'workspace_root'
  | 'workspace_slow';

/** `code` is for programs, `message` says what to do, `reason` is what is particular, or empty. */
export interface ErrorDetail {
  code: ErrorCode;
  message: string;
  reason: string;
}

/** What a client has sent was refused, or why the socket is closed next. */
export interface ErrorEvent {
  code: ErrorCode;
  message: string;
  reason: string;
  type: 'error';
  seq: null;
}

/**
 * What a path of the workspace is. `document` and `history_id` are null for the folder itself.
 *
 * `joined`: opening it made the caller a member of the room, just now.
 */
export interface Found {
  room: Room;
  document: string | null;
  role: Role;
  history_id: string | null;
  joined: boolean;
}

/**
 * The greeting; `seq` is the newest of the room.
 *
 * `resumed` is null without `?after=`, and false where too much was missed: read the listings anew.
 */
export interface Hello {
  type: 'hello';
  seq: number;
  room: Room;
  username: string;
  role: Role | null;
  presence: Presence[];
  read: number;
  unread: number;
  resumed: boolean | null;
}

/** Somebody who is in a room now. */
export interface Inside {
  username: string;
  display_name: string;
  color: string;
}

/** An invitation without its link, which only the answer to making it has. */
export interface Invitation {
  id: string;
  role: Role;
  expires_at: string | null;
  max_uses: number | null;
  uses: number;
  created_by: string;
  created_at: string;
}

/** The body of POST /api/timewarp/rooms/{room}/invitations. */
export interface InvitationsPostBody {
  role?: 'owner' | 'editor' | 'viewer';
  expires_in?: number | null;
  max_uses?: number | null;
}

/** What a client should know before it is refused. `session_timeout` is in seconds, 0 is no timeout. */
export interface Limits {
  max_frame_bytes: number;
  max_document_bytes: number;
  max_file_bytes: number;
  max_connections_per_user: number;
  max_documents_per_room: number;
  max_rooms_per_user: number;
  max_message_chars: number;
  max_archive_bytes: number;
  session_timeout: number;
}

/**
 * A room in the list: what there is to read in it, and some of those who are inside.
 *
 * `unread` counts messages of others since the caller's read mark, `unread_mentions` those of them that
 * mention the caller, each up to 100. `inside` is empty for somebody who has not joined.
 */
export interface ListedRoom {
  id: string;
  slug: string;
  name: string;
  folder: string;
  folder_missing: boolean;
  visibility: Visibility;
  default_role: Role;
  locked: boolean;
  created_at: string;
  online: number;
  deleted: boolean;
  deleted_at: string | null;
  role: Role | null;
  seq: number;
  unread: number;
  unread_mentions: number;
  inside: Inside[];
}

/** The body of POST /api/timewarp/lookup. */
export interface LookupPostBody {
  path: string;
}

/** An invitation with its link. */
export interface MadeInvitation {
  id: string;
  role: Role;
  expires_at: string | null;
  max_uses: number | null;
  uses: number;
  created_by: string;
  created_at: string;
  url: string;
}

/** The body of PATCH /api/timewarp/me. */
export interface MePatchBody {
  display_name?: string;
  color?: string;
}

/** A member of a room. `role` is what counts now, so a teacher's is owner; null for who is no member. */
export interface Member {
  username: string;
  display_name: string;
  color: string;
  role: Role | null;
  online: boolean;
  last_seen: string | null;
}

/** The body of PUT /api/timewarp/rooms/{room}/members/{username}. */
export interface MemberPutBody {
  role: 'owner' | 'editor' | 'viewer';
}

/** Somebody is no member any longer. */
export interface MemberRemovedEvent {
  type: 'member.removed';
  seq: number;
  username: string;
}

/** Somebody has become a member, or has another role. */
export interface MemberUpdatedEvent {
  username: string;
  display_name: string;
  color: string;
  role: Role | null;
  online: boolean;
  last_seen: string | null;
  type: 'member.updated';
  seq: number;
}

/** A message of the chat. */
export interface Message {
  id: string;
  author: string;
  body: string;
  mentions: string[];
  reply_to: string | null;
  anchor: Anchor | null;
  client_id: string;
  created_at: string;
  edited_at: string | null;
  deleted: boolean;
  seq: number;
}

/** A message was posted, edited or deleted. `seq` is the change's, `message_seq` the message's. */
export interface MessageEvent {
  id: string;
  author: string;
  body: string;
  mentions: string[];
  reply_to: string | null;
  anchor: Anchor | null;
  client_id: string;
  created_at: string;
  edited_at: string | null;
  deleted: boolean;
  type: 'chat.posted' | 'chat.edited' | 'chat.deleted';
  seq: number;
  message_seq: number;
}

/** The body of PATCH /api/timewarp/rooms/{room}/messages/{message}. */
export interface MessagePatchBody {
  body: string;
}

/** The body of POST /api/timewarp/rooms/{room}/messages. */
export interface MessagesPostBody {
  body: string;
  client_id: string;
  reply_to?: string | null;
  anchor?: { document: string; line: number; end_line?: number | null } | null;
}

/** What an invitation opens; `already` is true for who has that role, or a higher one. */
export interface Offer {
  room: OfferedRoom;
  role: Role;
  invited_by: string;
  expires_at: string | null;
  already: boolean;
}

/** What somebody who is invited may know of a room. */
export interface OfferedRoom {
  id: string;
  slug: string;
  name: string;
}

/** Somebody else in the caller's browser, where a person is a browser. */
export interface Other {
  username: string;
  display_name: string;
  color: string;
  initials: string;
}

/** A file in a room's folder that Jupyter alone opens: without roles or history. `size` is in bytes. */
export interface OtherFile {
  id: null;
  kind: 'file';
  path: string;
  size: number | null;
  updated_at: string | null;
}

/** The caller as a person. `name_fixed`: the server names people; `chosen`: they have chosen. */
export interface Person {
  username: string;
  display_name: string;
  color: string;
  initials: string;
  name_fixed: boolean;
  chosen: boolean;
}

/** The answer to `ping`. */
export interface PongEvent {
  type: 'pong';
  seq: null;
}

/** A person in a room and where they are. `tabs` 0 is somebody who has left. */
export interface Presence {
  username: string;
  display_name: string;
  color: string;
  document: string | null;
  line: number | null;
  column: number | null;
  status: Status;
  hand_raised_at: string | null;
  tabs: number;
}

/** Somebody has come, moved or left (`tabs` 0). */
export interface PresenceEvent {
  username: string;
  display_name: string;
  color: string;
  document: string | null;
  line: number | null;
  column: number | null;
  status: Status;
  hand_raised_at: string | null;
  tabs: number;
  type: 'presence';
  seq: null;
}

/** Somebody has read everything up to `read`. */
export interface ReadEvent {
  type: 'chat.read';
  seq: null;
  username: string;
  read: number;
}

/** The newest seq that the caller has read, and how many messages of others came after it. */
export interface ReadMark {
  seq: number;
  unread: number;
}

/** The body of PUT /api/timewarp/rooms/{room}/read. */
export interface ReadPutBody {
  seq: number;
}

/** Every refusal has this shape. */
export interface Refusal {
  error: ErrorDetail;
}

/** The body of POST /api/timewarp/rooms/{room}/documents/{document}/restore. */
export interface RestorePostBody {
  seq: number;
}

/** The seq of the new edit, and the seq to restore for undoing it. */
export interface Restored {
  seq: number;
  undo_seq: number;
}

/** A run of edits of one author, from `first_seq` to `seq`. */
export interface Revision {
  seq: number;
  first_seq: number;
  author: string;
  started_at: string;
  ended_at: string;
  added: number;
  removed: number;
}

export type Role = 'owner' | 'editor' | 'viewer';

/** A room, as the caller sees it; `role` is null for somebody who has not joined. */
export interface Room {
  id: string;
  slug: string;
  name: string;
  folder: string;
  folder_missing: boolean;
  visibility: Visibility;
  default_role: Role;
  locked: boolean;
  created_at: string;
  online: number;
  deleted: boolean;
  deleted_at: string | null;
  role: Role | null;
  seq: number;
}

/** The room has been deleted. */
export interface RoomDeletedEvent {
  type: 'room.deleted';
  seq: number;
  id: string;
}

/** The body of PATCH /api/timewarp/rooms/{room}. */
export interface RoomPatchBody {
  name?: string;
  visibility?: 'open' | 'invite';
  default_role?: 'editor' | 'viewer';
  locked?: boolean;
  deleted?: false;
  folder_missing?: false;
}

/** The room is another now; without what differs between people. */
export interface RoomUpdatedEvent {
  id: string;
  slug: string;
  name: string;
  folder: string;
  folder_missing: boolean;
  visibility: Visibility;
  default_role: Role;
  locked: boolean;
  created_at: string;
  online: number;
  deleted: boolean;
  deleted_at: string | null;
  type: 'room.updated';
  seq: number | null;
}

/** The body of POST /api/timewarp/rooms. */
export interface RoomsPostBody {
  name: string;
  folder?: string;
  visibility?: 'open' | 'invite';
  default_role?: 'editor' | 'viewer';
}

/** The server. While its store is not open `ready` is false, and `failure` says why. */
export interface Server {
  version: string;
  enabled: boolean;
  ready: boolean;
  failure: string | null;
  limits: Limits;
  colors: string[];
  me: Person | null;
}

/** What the server says on the events socket of a room. */
export type ServerEvent =
  | Hello
  | PresenceEvent
  | MessageEvent
  | TypingEvent
  | ReadEvent
  | ActivityEvent
  | RoomUpdatedEvent
  | RoomDeletedEvent
  | MemberUpdatedEvent
  | MemberRemovedEvent
  | DocumentEvent
  | ErrorEvent
  | PongEvent;

/** A part of the text of one author. */
export interface Span {
  author: string;
  offset: number;
  length: number;
}

export type Status = 'active' | 'idle' | 'away';

/** What one edit did to the text. */
export interface Step {
  seq: number;
  author: string;
  at: string;
  changes: Change[];
}

/** What an author has done: units that are left, ever typed and deleted; the time without pauses. */
export interface Total {
  author: string;
  remaining: number;
  typed: number;
  deleted: number;
  active_seconds: number;
}

/** Somebody is writing a message. */
export interface TypingEvent {
  type: 'chat.typing';
  seq: null;
  username: string;
}

/** The text at a seq; `seq`, `author` and `at` are of the newest edit in it. */
export interface Version {
  seq: number;
  author: string;
  at: string;
  content: string;
}

export type Visibility = 'open' | 'invite';
