/** Who belongs to the room, and as what. Owners give roles here. */

import type * as React from 'react';
import { useRef } from 'react';

import type { Member, Role } from '../../core/records';
import { Avatar } from '../common/Avatar';
import { IconButton } from '../common/IconButton';
import { Isolated, named } from '../common/isolated';
import { Problem } from '../common/Problem';
import { Select } from '../common/Select';
import { relativeTime } from '../common/times';
import { useAttempt } from '../common/useAttempt';
import { useKeptFocus } from '../common/useKeptFocus';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import type { SheetProps } from './InviteSheet';
import { roleMeaning, roleName, roleOptions } from './roles';
import { SheetHead } from './SheetHead';

/** A list of members; those who are here first, then by name. */
export function MembersSheet({ session, onClose }: SheetProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const { problem, attempt } = useAttempt();
  const around = useRef<HTMLElement>(null);
  useKeptFocus(around);
  const { members, presence, role, room, username } = useStore(session.store, state => state);
  const remove = async (member: Member): Promise<void> => {
    const sure = await host.confirm({
      title: words.__('Remove %1?', named(member.display_name)),
      text: words.__('They leave the room at once. What they have written stays. You can invite them again.'),
      accept: words.__('Remove'),
      danger: true
    });
    if (sure) {
      await attempt(() => host.api.removeMember(session.id, member.username));
    }
  };
  const sorted = Object.values(members)
    .filter(member => member.role !== null)
    .sort(
      (a, b) =>
        Number(b.username in presence) - Number(a.username in presence) ||
        a.display_name.localeCompare(b.display_name)
    );
  return (
    <section className="tw-Sheet" ref={around}>
      <SheetHead title={words.__('Members')} onClose={onClose} />
      <p className="tw-Hint">{roleMeaning(role, room?.locked === true, words)}</p>
      <Problem text={problem} />
      <ul className="tw-List">
        {sorted.map(member => (
          <MemberItem
            key={member.username}
            member={member}
            here={member.username in presence}
            own={member.username === username}
            editable={role === 'owner'}
            onRole={next => void attempt(() => host.api.setRole(session.id, member.username, next))}
            onRemove={() => void remove(member)}
          />
        ))}
      </ul>
    </section>
  );
}

interface MemberItemProps {
  member: Member;
  here: boolean;
  own: boolean;
  editable: boolean;
  onRole: (role: Role) => void;
  onRemove: () => void;
}

function MemberItem({ member, here, own, editable, onRole, onRemove }: MemberItemProps): React.JSX.Element {
  const words = useWords();
  const name = named(member.display_name);
  const seen =
    member.last_seen === null ? words.__('not here yet') : relativeTime(member.last_seen, Date.now());
  return (
    <li className="tw-Row">
      <Avatar name={member.display_name} color={member.color} faded={!here} />
      <span className="tw-Row-main">
        <span>
          <Isolated text={own ? words.__('%1 (you)', name) : name} />
        </span>
        <span className="tw-Item-detail">{here ? words.__('here now') : seen}</span>
      </span>
      {editable && member.role !== null ? (
        <span className="tw-Row-end">
          <Select
            bare
            small
            label={words.__('Role of %1', member.display_name)}
            value={member.role}
            options={roleOptions(words)}
            onValue={onRole}
          />
          {!own && (
            <IconButton sign="delete" label={words.__('Remove %1', member.display_name)} onClick={onRemove} />
          )}
        </span>
      ) : (
        <span className="tw-Item-detail">{member.role && roleName(member.role, words)}</span>
      )}
    </li>
  );
}
