/** A place in a program that a message is about: `maze.logo:12-14`. */

import type * as React from 'react';

import type { Anchor } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { LONGEST_NAME } from '../common/isolated';
import { shortened } from '../common/shortened';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import { workspacePath } from '../programs/paths';

/** Jumps there. */
export function AnchorLink({ anchor, session }: { anchor: Anchor; session: RoomSession }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const room = useStore(session.store, state => state.room);
  const program = useStore(session.store, state => state.documents[anchor.document]);
  if (!program || !room) {
    return <span className="tw-Hint">{words.__('a program that is gone')}</span>;
  }
  const lines = anchor.end_line > anchor.line ? `${anchor.line}-${anchor.end_line}` : String(anchor.line);
  return (
    <button
      type="button"
      className="tw-Link tw-Anchor"
      onClick={() => {
        host.open(workspacePath(room, program.path), { line: anchor.line, endLine: anchor.end_line });
      }}
    >
      <bdi>{shortened(program.path, LONGEST_NAME)}</bdi>
      {`:${lines}`}
    </button>
  );
}
