/** Making a room: its name, its folder, and who may join. */

import type * as React from 'react';
import { useState } from 'react';

import type { RoomsPostBody, Visibility } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import { Form } from '../common/Form';
import { FormButtons } from '../common/FormButtons';
import { Problem } from '../common/Problem';
import { Select } from '../common/Select';
import { TextField } from '../common/TextField';
import { useAttempt } from '../common/useAttempt';
import { useWords } from '../host';
import type { JoinRole } from './choices';
import { joinRoles, visibilities } from './choices';

/** Characters in a room's name. */
export const MOST_NAME = 100;

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
  const [name, setName] = useState(given.split('/').at(-1) ?? '');
  const [folder, setFolder] = useState(given);
  const [visibility, setVisibility] = useState<Visibility | ''>('');
  const [role, setRole] = useState<JoinRole>('editor');
  const { problem, busy, attempt } = useAttempt();
  const make = async (): Promise<void> => {
    const body: RoomsPostBody = { name, default_role: role };
    if (folder.trim() !== '') {
      body.folder = folder.trim();
    }
    if (visibility !== '') {
      body.visibility = visibility;
    }
    if (await attempt(() => list.create(body))) {
      onDone();
    }
  };
  return (
    <Form onSubmit={() => void make()} onCancel={onDone}>
      <h3 className="tw-Heading">{words.__('New room')}</h3>
      <TextField label={words.__('Name')} required autoFocus maxLength={MOST_NAME} value={name} onValue={setName} />
      <TextField label={words.__('Folder (empty: a new one with this name)')} value={folder} onValue={setFolder} />
      <Select
        label={words.__('Who may join')}
        value={visibility}
        options={[['', words.__('As is usual on this server')], ...visibilities(words)]}
        onValue={setVisibility}
      />
      <Select label={words.__('They come in as')} value={role} options={joinRoles(words)} onValue={setRole} />
      <Problem text={problem} />
      <FormButtons
        send={busy ? words.__('Making the room…') : words.__('Make the room')}
        disabled={busy || name.trim() === ''}
        onCancel={onDone}
      />
    </Form>
  );
}
