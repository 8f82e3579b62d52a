/** Coming in by an invitation that somebody has sent. */

import type * as React from 'react';
import { useState } from 'react';

import type { RoomList } from '../../core/roomList';
import { messageOf } from '../../core/language';
import { Form } from '../common/Form';
import { FormButtons } from '../common/FormButtons';
import { Problem } from '../common/Problem';
import { TextField } from '../common/TextField';
import { useHost, useWords } from '../host';

const LINK = /\/timewarp\/join\/([^/?#]+)/u;

/** The secret of a link; what is no link is taken for the secret itself. */
export function tokenOf(link: string): string {
  const secret = LINK.exec(link)?.[1] ?? link.trim();
  try {
    return decodeURIComponent(secret);
  } catch (error) {
    if (error instanceof URIError) {
      return secret; // a "%" of its own: the server says that there is no such invitation
    }
    throw error;
  }
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
      setProblem(messageOf(error));
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
