/** The room as one file: to keep, or to make a room of elsewhere. */

import type * as React from 'react';

import type { RoomSession } from '../../core/roomSession';
import { Problem } from '../common/Problem';
import { Transfer } from '../common/Transfer';
import { useStore } from '../common/useStore';
import { useTransfer } from '../common/useTransfer';
import { useHost, useWords } from '../host';

/** A button. The file is kept once it is whole, also when the panel is closed before; a part would be of no use. */
export function DownloadRoom({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const slug = useStore(session.store, state => state.room?.slug ?? 'room');
  const { progress, problem, run, stop } = useTransfer();
  const download = (): void => {
    const name = `${slug}.timewarp.zip`;
    void run({
      label: words.__('Downloading the room…'),
      work: async watched => {
        host.save(name, await host.api.archive(session.id, watched));
      },
      canStop: true,
      here: () => undefined,
      elsewhere: () => ({ kind: 'success', text: words.__('The room has been downloaded: %1', name) })
    });
  };
  return (
    <>
      <button type="button" className="tw-Button" disabled={progress !== null} onClick={download}>
        {words.__('Download the room')}
      </button>
      <Transfer
        label={words.__('Downloading the room…')}
        after={words.__('Downloading the room…')}
        progress={progress}
        onStop={stop}
      />
      <Problem text={problem} />
    </>
  );
}
