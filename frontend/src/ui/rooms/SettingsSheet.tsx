/** The room as a whole: its name, who may join, its lock; copy, download, leave, delete. */

import type * as React from 'react';
import { useState } from 'react';

import type { RoomPatchBody } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import { Check } from '../common/Check';
import { Form } from '../common/Form';
import { offerUndo } from '../common/offerUndo';
import { Problem } from '../common/Problem';
import { Select } from '../common/Select';
import { TextField } from '../common/TextField';
import { useAttempt } from '../common/useAttempt';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import { joinRoles, visibilities } from './choices';
import { DownloadRoom } from './DownloadRoom';
import type { SheetProps } from './InviteSheet';
import { SheetHead } from './SheetHead';

/** Props of `SettingsSheet`. */
export interface SettingsSheetProps extends SheetProps {
  list: RoomList;
  onCopy: () => void;
}

/** What owners change; the others may look, copy, download and leave. */
export function SettingsSheet({ list, session, onClose, onCopy }: SettingsSheetProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const { room, role, username } = useStore(session.store, state => state);
  const [name, setName] = useState(room?.name ?? '');
  const { problem, attempt } = useAttempt();
  const owner = role === 'owner';
  const change = (body: RoomPatchBody): Promise<boolean> => attempt(() => host.api.changeRoom(session.id, body));
  const leave = async (): Promise<void> => {
    const sure = await host.confirm({
      title: words.__('Leave this room?'),
      text: words.__('You are no member any longer. To come back you need an invitation, unless the room is open.'),
      accept: words.__('Leave')
    });
    if (sure && (await attempt(() => host.api.removeMember(session.id, username)))) {
      list.leave();
    }
  };
  const remove = async (): Promise<void> => {
    const sure = await host.confirm({
      title: words.__('Delete this room?'),
      text: words.__('Everyone leaves it. The files stay in their folder, and for 30 days you can undo this.'),
      accept: words.__('Delete'),
      danger: true
    });
    if (sure && (await attempt(() => host.api.deleteRoom(session.id)))) {
      list.leave();
      // The panel is gone by now: what goes wrong is told beside it.
      offerUndo(host, 'info', words.__('The room has been deleted.'), async () => {
        await host.api.changeRoom(session.id, { deleted: false });
        await list.refresh();
      });
    }
  };
  if (!room) {
    return <SheetHead title={words.__('Room')} onClose={onClose} />;
  }
  return (
    <section className="tw-Sheet">
      <SheetHead title={words.__('Room')} onClose={onClose} />
      <Problem text={problem} />
      <Form onSubmit={() => void change({ name })}>
        <TextField label={words.__('Name')} disabled={!owner} value={name} onValue={setName}>
          {owner && name !== room.name && (
            <button type="submit" className="tw-Button">
              {words.__('Rename')}
            </button>
          )}
        </TextField>
        <Select
          label={words.__('Who may join')}
          disabled={!owner}
          value={room.visibility}
          options={visibilities(words)}
          onValue={visibility => void change({ visibility })}
        />
        <Select
          label={words.__('They come in as')}
          disabled={!owner}
          value={room.default_role === 'viewer' ? 'viewer' : 'editor'}
          options={joinRoles(words)}
          onValue={default_role => void change({ default_role })}
        />
        <Check
          label={words.__('Locked: only owners change programs')}
          disabled={!owner}
          value={room.locked}
          onValue={locked => void change({ locked })}
        />
      </Form>
      <div className="tw-Bar">
        {owner && room.folder_missing && (
          <button type="button" className="tw-Button" onClick={() => void change({ folder_missing: false })}>
            {words.__('Write the folder again')}
          </button>
        )}
        <button type="button" className="tw-Button" onClick={onCopy}>
          {words.__('Copy the room…')}
        </button>
        <DownloadRoom session={session} />
        <button type="button" className="tw-Button" onClick={() => void leave()}>
          {words.__('Leave the room')}
        </button>
        {owner && (
          <button type="button" className="tw-Button" data-danger onClick={() => void remove()}>
            {words.__('Delete the room')}
          </button>
        )}
      </div>
    </section>
  );
}
