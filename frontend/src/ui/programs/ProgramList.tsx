/** The programs of a room: opened, made, renamed, deleted, brought back. */

import type * as React from 'react';
import { useState } from 'react';

import type { Document } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Empty } from '../common/Empty';
import { LONGEST_NAME, named } from '../common/isolated';
import { Problem } from '../common/Problem';
import { shortened } from '../common/shortened';
import { useAttempt } from '../common/useAttempt';
import { useOver } from '../common/useOver';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import { DeletedPrograms } from './DeletedPrograms';
import { NewProgram } from './NewProgram';
import { ProgramItem } from './ProgramItem';
import { workspacePath } from './paths';

/** Programs by path; other files behind them. */
export function ProgramList({ session }: { session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const { room, role, documents, files, loaded } = useStore(session.store, state => state);
  const [making, setMaking] = useState(false);
  const { problem, attempt } = useAttempt();
  const over = useOver(session);
  const writable = !over && (role === 'owner' || (role === 'editor' && room?.locked !== true));
  const programs = Object.values(documents).sort((a, b) => a.path.localeCompare(b.path));
  const open = (path: string): void => {
    if (room) {
      host.open(workspacePath(room, path));
    }
  };
  const bringBack = (program: Document): Promise<boolean> =>
    attempt(async () => {
      await host.api.changeDocument(session.id, program.id, { deleted: false });
    });
  const remove = (program: Document): Promise<boolean> =>
    attempt(async () => {
      await host.api.deleteDocument(session.id, program.id);
      host.notify({
        kind: 'info',
        text: words.__('“%1” has been deleted.', named(program.path)),
        action: { label: words.__('Undo'), run: () => void bringBack(program) }
      });
    });
  return (
    <section aria-label={words.__('Programs')}>
      <h3 className="tw-Heading">{words.__('Programs')}</h3>
      <Problem text={problem} />
      {loaded && programs.length === 0 && (
        <Empty text={words.__('There is no program yet. Make the first one.')} />
      )}
      <ul className="tw-List">
        {programs.map(program => (
          <ProgramItem
            key={program.id}
            program={program}
            session={session}
            writable={writable}
            onOpen={() => {
              open(program.path);
            }}
            onRename={path =>
              attempt(async () => {
                await host.api.changeDocument(session.id, program.id, { path });
              })
            }
            onDelete={() => void remove(program)}
          />
        ))}
        {files.map(file => (
          <li key={file.path} className="tw-Row">
            <button
              type="button"
              className="tw-Item"
              onClick={() => {
                open(file.path);
              }}
            >
              <host.FileIcon path={file.path} />
              <bdi>{shortened(file.path, LONGEST_NAME)}</bdi>
            </button>
          </li>
        ))}
      </ul>
      {writable && making && (
        <NewProgram
          onMake={async (path, content) => {
            await host.api.createDocument(session.id, { path, content });
            setMaking(false);
            open(path);
          }}
          onCancel={() => {
            setMaking(false);
          }}
        />
      )}
      {writable && !making && (
        <button
          type="button"
          className="tw-Button"
          onClick={() => {
            setMaking(true);
          }}
        >
          {words.__('New program')}
        </button>
      )}
      {writable && <DeletedPrograms session={session} onBringBack={bringBack} />}
    </section>
  );
}
