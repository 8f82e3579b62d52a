/** Making a room: its name, its folder, and who may join. */

import type * as React from 'react';
import { useId, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { RoomsPostBody, Visibility } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import { Problem } from '../common/Problem';
import { useWords } from '../host';

/** Props of `CreateRoom`. */
export interface CreateRoomProps {
  list: RoomList;
  /** The folder to make a room of; empty for a new one. */
  folder: string;
  onDone: () => void;
}

/** A form. The server's reason for a refusal is shown in it. */
export function CreateRoom({ list, folder: given, onDone }: CreateRoomProps): React.JSX.Element {
  const words = useWords();
  const id = useId();
  const [name, setName] = useState(given.split('/').at(-1) ?? '');
  const [folder, setFolder] = useState(given);
  const [visibility, setVisibility] = useState<Visibility | ''>('');
  const [role, setRole] = useState<'editor' | 'viewer'>('editor');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const make = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    const body: RoomsPostBody = { name, default_role: role };
    if (folder.trim() !== '') {
      body.folder = folder.trim();
    }
    if (visibility !== '') {
      body.visibility = visibility;
    }
    try {
      await list.create(body);
      onDone();
    } catch (error) {
      setProblem(messageOf(error));
      setBusy(false);
    }
  };
  return (
    <form
      className="tw-Form"
      onSubmit={event => {
        event.preventDefault();
        void make();
      }}
      onKeyDown={event => {
        if (event.key === 'Escape') {
          onDone();
        }
      }}
    >
      <h3 className="tw-Heading">{words.__('New room')}</h3>
      <label htmlFor={`${id}-name`}>{words.__('Name')}</label>
      <input
        id={`${id}-name`}
        className="tw-Input"
        dir="auto"
        required
        autoFocus
        maxLength={100}
        value={name}
        onChange={event => {
          setName(event.target.value);
        }}
      />
      <label htmlFor={`${id}-folder`}>{words.__('Folder (empty: a new one with this name)')}</label>
      <input
        id={`${id}-folder`}
        className="tw-Input"
        dir="auto"
        value={folder}
        onChange={event => {
          setFolder(event.target.value);
        }}
      />
      <label htmlFor={`${id}-who`}>{words.__('Who may join')}</label>
      <select
        id={`${id}-who`}
        className="tw-Input"
        value={visibility}
        onChange={event => {
          setVisibility(event.target.value as Visibility | '');
        }}
      >
        <option value="">{words.__('As is usual on this server')}</option>
        <option value="open">{words.__('Everyone on this server')}</option>
        <option value="invite">{words.__('Only people I invite')}</option>
      </select>
      <label htmlFor={`${id}-role`}>{words.__('They come in as')}</label>
      <select
        id={`${id}-role`}
        className="tw-Input"
        value={role}
        onChange={event => {
          setRole(event.target.value as 'editor' | 'viewer');
        }}
      >
        <option value="editor">{words.__('Editors: they change programs')}</option>
        <option value="viewer">{words.__('Viewers: they read and chat')}</option>
      </select>
      <Problem text={problem} />
      <div className="tw-Bar">
        <button type="submit" className="tw-Button" data-main disabled={busy || name.trim() === ''}>
          {busy ? words.__('Making the room…') : words.__('Make the room')}
        </button>
        <button type="button" className="tw-Button" onClick={onDone}>
          {words.__('Cancel')}
        </button>
      </div>
    </form>
  );
}
