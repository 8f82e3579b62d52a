/** Programs that were deleted and can be brought back. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import { messageOf } from '../../core/language';
import type { Document } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { LONGEST_NAME } from '../common/isolated';
import { Problem } from '../common/Problem';
import { shortened } from '../common/shortened';
import { relativeTime } from '../common/times';
import { useHost, useWords } from '../host';

/** Props of `DeletedPrograms`. */
export interface DeletedProgramsProps {
  session: RoomSession;
  open: boolean;
  onOpen: (open: boolean) => void;
  onBringBack: (program: Document) => Promise<unknown>;
}

/** A list that is read when it is opened, and again when programs come or go. */
export function DeletedPrograms({ session, open, onOpen, onBringBack }: DeletedProgramsProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const [programs, setPrograms] = useState<readonly Document[] | null>(null);
  const [problem, setProblem] = useState('');
  useEffect(() => {
    if (!open) {
      return;
    }
    const read = async (): Promise<void> => {
      try {
        const items = await host.api.documents(session.id, true);
        setPrograms(items.filter(item => item.kind === 'document' && item.deleted) as Document[]);
      } catch (error) {
        setProblem(messageOf(error));
      }
    };
    void read();
    return session.onEvent(event => {
      if (event.type === 'document.deleted' || event.type === 'document.restored') {
        void read();
      }
    });
  }, [open, session, host]);
  return (
    <details
      open={open}
      onToggle={event => {
        onOpen(event.currentTarget.open);
      }}
    >
      <summary className="tw-Summary">{words.__('Deleted programs')}</summary>
      <Problem text={problem} />
      {programs?.length === 0 && <p className="tw-Hint">{words.__('Nothing has been deleted.')}</p>}
      <ul className="tw-List">
        {(programs ?? []).map(program => (
          <li key={program.id} className="tw-Row">
            <span className="tw-Row-main">
              <bdi>{shortened(program.path, LONGEST_NAME)}</bdi>
              <span className="tw-Item-detail">{relativeTime(program.updated_at, Date.now())}</span>
            </span>
            <button type="button" className="tw-Button" onClick={() => void onBringBack(program)}>
              {words.__('Bring back')}
            </button>
          </li>
        ))}
      </ul>
    </details>
  );
}
