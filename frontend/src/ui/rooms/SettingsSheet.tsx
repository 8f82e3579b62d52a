/** The room as a whole: its name, who may join, its lock; download, leave, delete. */

import type * as React from 'react';
import { useId, useState } from 'react';

import { messageOf } from '../../core/chat';
import type { RoomPatchBody } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import { exportPath } from '../../core/roomApi';
import { Problem } from '../common/Problem';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import type { SheetProps } from './InviteSheet';
import { SheetHead } from './SheetHead';

/** What owners change; the others may look, download and leave. */
export function SettingsSheet({ list, session, onClose }: SheetProps & { list: RoomList }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const id = useId();
  const { room, role, username } = useStore(session.store, state => state);
  const [name, setName] = useState(room?.name ?? '');
  const [problem, setProblem] = useState('');
  const owner = role === 'owner';
  const attempt = async (work: () => Promise<unknown>): Promise<boolean> => {
    setProblem('');
    try {
      await work();
      return true;
    } catch (error) {
      setProblem(messageOf(error));
      return false;
    }
  };
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
      host.notify({
        kind: 'info',
        text: words.__('The room has been deleted.'),
        action: {
          label: words.__('Undo'),
          run: () => void host.api.changeRoom(session.id, { deleted: false }).then(() => list.refresh())
        }
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
      <form
        className="tw-Form"
        onSubmit={event => {
          event.preventDefault();
          void change({ name });
        }}
      >
        <label htmlFor={`${id}-name`}>{words.__('Name')}</label>
        <div className="tw-Bar">
          <input
            id={`${id}-name`}
            className="tw-Input"
            dir="auto"
            disabled={!owner}
            value={name}
            onChange={event => {
              setName(event.target.value);
            }}
          />
          {owner && name !== room.name && (
            <button type="submit" className="tw-Button">
              {words.__('Rename')}
            </button>
          )}
        </div>
        <label htmlFor={`${id}-who`}>{words.__('Who may join')}</label>
        <select
          id={`${id}-who`}
          className="tw-Input"
          disabled={!owner}
          value={room.visibility}
          onChange={event => void change({ visibility: event.target.value as 'open' | 'invite' })}
        >
          <option value="open">{words.__('Everyone on this server')}</option>
          <option value="invite">{words.__('Only people I invite')}</option>
        </select>
        <label htmlFor={`${id}-role`}>{words.__('They come in as')}</label>
        <select
          id={`${id}-role`}
          className="tw-Input"
          disabled={!owner}
          value={room.default_role}
          onChange={event => void change({ default_role: event.target.value as 'editor' | 'viewer' })}
        >
          <option value="editor">{words.__('Editors: they change programs')}</option>
          <option value="viewer">{words.__('Viewers: they read and chat')}</option>
        </select>
        <label className="tw-Check">
          <input
            type="checkbox"
            disabled={!owner}
            checked={room.locked}
            onChange={event => void change({ locked: event.target.checked })}
          />
          {words.__('Locked: only owners change programs')}
        </label>
      </form>
      <div className="tw-Bar">
        {owner && room.folder_missing && (
          <button type="button" className="tw-Button" onClick={() => void change({ folder_missing: false })}>
            {words.__('Write the folder again')}
          </button>
        )}
        <button
          type="button"
          className="tw-Button"
          onClick={() => {
            host.download(exportPath(session.id));
          }}
        >
          {words.__('Download the room')}
        </button>
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
