/** Inviting people: a link with a role, an end and a number of uses, and the links that are out. */

import type * as React from 'react';
import { useCallback, useEffect, useRef, useState } from 'react';

import type { Invitation, InvitationsPostBody } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Problem } from '../common/Problem';
import { clockTime } from '../common/times';
import { useAttempt } from '../common/useAttempt';
import { useFocusBack } from '../common/useFocusBack';
import { useKeptFocus } from '../common/useKeptFocus';
import { useHost, useWords } from '../host';
import { InvitationForm } from './InvitationForm';
import { InvitationLink } from './InvitationLink';
import { roleName } from './roles';
import { SheetHead } from './SheetHead';

/** Props of the sheets of a room. */
export interface SheetProps {
  session: RoomSession;
  onClose: () => void;
}

/** Makes links and revokes them. */
export function InviteSheet({ session, onClose }: SheetProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const [url, setUrl] = useState('');
  const [out, setOut] = useState<readonly Invitation[]>([]);
  const around = useRef<HTMLElement>(null);
  useKeptFocus(around);
  const maker = useFocusBack<HTMLButtonElement>(url !== '');
  const { problem, attempt } = useAttempt();
  const read = useCallback(async () => {
    setOut(await host.api.invitations(session.id));
  }, [host, session]);
  useEffect(() => {
    void attempt(read);
  }, [attempt, read]);
  const make = async (body: InvitationsPostBody): Promise<void> => {
    await attempt(async () => {
      setUrl((await host.api.invite(session.id, body)).url);
      await read();
    });
  };
  const revoke = (invitation: Invitation): Promise<boolean> =>
    attempt(async () => {
      await host.api.revoke(session.id, invitation.id);
      await read();
    });
  return (
    <section className="tw-Sheet" ref={around}>
      <SheetHead title={words.__('Invite people')} onClose={onClose} />
      <Problem text={problem} />
      {url === '' ? (
        <InvitationForm onMake={make} maker={maker} />
      ) : (
        <InvitationLink
          url={url}
          onAnother={() => {
            setUrl('');
          }}
        />
      )}
      {out.length > 0 && (
        <>
          <h4 className="tw-Heading">{words.__('Links that are out')}</h4>
          <ul className="tw-List">
            {out.map(each => (
              <OutItem
                key={each.id}
                invitation={each}
                onRevoke={() => void revoke(each)}
              />
            ))}
          </ul>
        </>
      )}
    </section>
  );
}

function OutItem({ invitation, onRevoke }: { invitation: Invitation; onRevoke: () => void }): React.JSX.Element {
  const words = useWords();
  const { role, uses, max_uses, expires_at } = invitation;
  const used =
    max_uses === null
      ? words._n('used once', 'used %1 times', uses)
      : words.__('used %1 of %2 times', uses, max_uses);
  const over = expires_at !== null && Date.parse(expires_at) <= Date.now();
  const end =
    expires_at === null
      ? words.__('no end')
      : over
        ? words.__('has expired: make another link')
        : words.__('until %1', clockTime(expires_at, Date.now()));
  return (
    <li className="tw-Row">
      <span className="tw-Row-main">
        {roleName(role, words)}
        <span className="tw-Item-detail">
          <span>{uses === 0 ? words.__('not used yet') : used}</span>
          <span>{end}</span>
        </span>
      </span>
      <button type="button" className="tw-Button" onClick={onRevoke}>
        {words.__('Revoke')}
      </button>
    </li>
  );
}
