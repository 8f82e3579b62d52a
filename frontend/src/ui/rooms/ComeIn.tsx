/** Coming in by an invitation that somebody has sent. */

import type * as React from 'react';
import { useState } from 'react';

import { ApiError } from '../../core/requests';
import type { RoomList } from '../../core/roomList';
import { messageOf } from '../../core/chat';
import { Form } from '../common/Form';
import { FormButtons } from '../common/FormButtons';
import { Problem } from '../common/Problem';
import { TextField } from '../common/TextField';
import type { Words } from '../host';
import { useHost, useWords } from '../host';

const LINK = /\/timewarp\/join\/([^/?#]+)/u;

/** The secret of a link; what is no link is taken for the secret itself. */
export function tokenOf(link: string): string {
  return decodeURIComponent(LINK.exec(link)?.[1] ?? link.trim());
}

/** Takes the link; a way for those whose tab is not the first person of the browser, too. */
export function ComeIn({ list, onDone }: { list: RoomList; onDone: () => void }): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const [link, setLink] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState('');
  const enter = async (): Promise<void> => {
    setBusy(true);
    setProblem('');
    try {
      const room = await host.api.accept(tokenOf(link));
      onDone();
      list.enter(room);
    } catch (error) {
      setProblem(reason(error, words));
      setBusy(false);
    }
  };
  return (
    <Form onSubmit={() => void enter()} onCancel={onDone}>
      <TextField
        label={words.__('Link of the invitation')}
        type="text"
        dir="ltr"
        autoFocus
        autoComplete="off"
        value={link}
        onValue={setLink}
      />
      <Problem text={problem} />
      <FormButtons
        send={words.__('Come in')}
        disabled={busy || link.trim() === ''}
        onCancel={onDone}
      />
    </Form>
  );
}

/** Why it does not work, and what to do about it. */
function reason(error: unknown, words: Words): string {
  switch (error instanceof ApiError ? error.code : '') {
    case 'invitation_expired':
      return words.__('This invitation has expired. Ask whoever sent it for a new link.');
    case 'invitation_revoked':
      return words.__('This invitation has been revoked. Ask whoever sent it for a new link.');
    case 'invitation_used_up':
      return words.__('This invitation has been used by as many people as it was for. Ask for a new link.');
    case 'no_such_invitation':
      return words.__('There is no such invitation here. Look whether the link is whole, and of this server.');
    default:
      return messageOf(error);
  }
}
