/** A room from an archive that was downloaded before, here or on another server. */

import type * as React from 'react';
import { useId, useState } from 'react';

import type { Visibility } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import { Form } from '../common/Form';
import { FormButtons } from '../common/FormButtons';
import { Problem } from '../common/Problem';
import { Select } from '../common/Select';
import { byteSize } from '../common/sizes';
import { TextField } from '../common/TextField';
import { Transfer } from '../common/Transfer';
import { useLimits } from '../common/useLimits';
import { useTransfer } from '../common/useTransfer';
import { useHost, useWords } from '../host';
import { visibilities } from './choices';
import { MOST_NAME } from './CreateRoom';
import { roomIsMade } from './made';

/** The file, and what is to be otherwise than in it. What is too large is not sent. */
export function ImportRoom({ list, onDone }: { list: RoomList; onDone: () => void }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const id = useId();
  const [file, setFile] = useState<File | null>(null);
  const [name, setName] = useState('');
  const [visibility, setVisibility] = useState<Visibility | ''>('');
  const { progress, problem, run, stop } = useTransfer();
  const most = useLimits()?.max_archive_bytes ?? Infinity;
  const tooLarge = file !== null && file.size > most;
  const make = (archive: File): void => {
    void run({
      label: words.__('Sending the archive…'),
      work: watched => host.api.importRoom(archive, { name, visibility }, watched),
      canStop: true,
      here: room => {
        onDone();
        list.enter(room);
      },
      elsewhere: room => roomIsMade(room, list, words)
    });
  };
  const cancel = (): void => {
    stop();
    onDone();
  };
  return (
    <Form onSubmit={() => { if (file) { make(file); } }} onCancel={cancel}>
      <h3 className="tw-Heading">{words.__('Room from an archive')}</h3>
      <label htmlFor={`${id}-file`}>{words.__('Archive of a room (.timewarp.zip)')}</label>
      <input
        id={`${id}-file`}
        className="tw-Input"
        type="file"
        autoFocus
        accept=".zip,application/zip"
        disabled={progress !== null}
        onChange={event => {
          setFile(event.target.files?.[0] ?? null);
        }}
      />
      <TextField
        label={words.__('Name (empty: as in the archive)')}
        maxLength={MOST_NAME}
        value={name}
        onValue={setName}
      />
      <Select
        label={words.__('Who may join')}
        value={visibility}
        options={[['', words.__('As is usual on this server')], ...visibilities(words)]}
        onValue={setVisibility}
      />
      <Problem
        text={
          tooLarge
            ? words.__('This file has %1. This server takes archives of up to %2.', byteSize(file.size), byteSize(most))
            : problem
        }
      />
      <Transfer
        label={words.__('Sending the archive…')}
        after={words.__('The server makes the room…')}
        progress={progress}
        onStop={stop}
      />
      <FormButtons
        send={words.__('Make the room')}
        disabled={file === null || tooLarge || progress !== null}
        onCancel={cancel}
      />
    </Form>
  );
}
