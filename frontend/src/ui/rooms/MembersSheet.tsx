/** Who belongs to the room, and as what. Owners give roles here. */

import type * as React from 'react';
import { memo, useMemo, useRef } from 'react';

import type { Member, Role } from '../../core/records';
import type { RoomSession } from '../../core/roomSession';
import { Avatar } from '../common/Avatar';
import { IconButton } from '../common/IconButton';
import { Isolated, named } from '../common/isolated';
import { Problem } from '../common/Problem';
import { Select } from '../common/Select';
import { relativeTime } from '../common/times';
import { useAttempt } from '../common/useAttempt';
import { useGrowing } from '../common/useGrowing';
import { useKeptFocus } from '../common/useKeptFocus';
import { useStore } from '../common/useStore';
import { useHost, useWords } from '../host';
import type { SheetProps } from './InviteSheet';
import { roleMeaning, roleName, roleOptions } from './roles';
import { SheetHead } from './SheetHead';

/** Compares names many times faster than `localeCompare` does. */
const names = new Intl.Collator();

/** A list of members; those who are here first, then by name. */
export function MembersSheet({ session, onClose }: SheetProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const { problem, attempt } = useAttempt();
  const around = useRef<HTMLElement>(null);
  useKeptFocus(around);
  const members = useStore(session.store, state => state.members);
  const here = useStore(session.store, state => Object.keys(state.presence)); // who moves is here as before
  const { role, locked, username } = useMe(session);
  const sorted = useMemo(() => inOrder(Object.values(members), new Set(here)), [members, here]);
  const shown = useGrowing(sorted.length);
  const deeds = useMemo<MemberDeeds>(
    () => ({
      give: (member, next) => void attempt(() => host.api.setRole(session.id, member.username, next)),
      remove: async member => {
        const sure = await host.confirm({
          title: words.__('Remove %1?', named(member.display_name)),
          text: words.__('They leave the room at once. What they have written stays. You can invite them again.'),
          accept: words.__('Remove'),
          danger: true
        });
        if (sure) {
          await attempt(() => host.api.removeMember(session.id, member.username));
        }
      }
    }),
    [attempt, host, session, words]
  );
  return (
    <section className="tw-Sheet" ref={around}>
      <SheetHead title={words.__('Members')} onClose={onClose} />
      <p className="tw-Hint">{roleMeaning(role, locked, words)}</p>
      <Problem text={problem} />
      <ul className="tw-List">
        {sorted.slice(0, shown).map(([member, isHere]) => (
          <MemberItem
            key={member.username}
            member={member}
            here={isHere}
            own={member.username === username}
            editable={role === 'owner'}
            deeds={deeds}
          />
        ))}
      </ul>
    </section>
  );
}

/** What this person is in the room. */
function useMe(session: RoomSession): { role: Role | null; locked: boolean; username: string } {
  const role = useStore(session.store, state => state.role);
  const locked = useStore(session.store, state => state.room?.locked === true);
  const username = useStore(session.store, state => state.username);
  return { role, locked, username };
}

/** The members and whether they are here, those who are first. */
function inOrder(members: readonly Member[], here: ReadonlySet<string>): (readonly [Member, boolean])[] {
  return members
    .filter(member => member.role !== null)
    .map(member => [member, here.has(member.username)] as const)
    .sort(
      ([a, isHere], [b, isThere]) => Number(isThere) - Number(isHere) || names.compare(a.display_name, b.display_name)
    );
}

interface MemberDeeds {
  give: (member: Member, role: Role) => void;
  remove: (member: Member) => Promise<void>;
}

interface MemberItemProps {
  member: Member;
  here: boolean;
  own: boolean;
  editable: boolean;
  deeds: MemberDeeds;
}

/** Rendered anew only when something about this member is another. */
const MemberItem = memo(function MemberItem(props: MemberItemProps): React.JSX.Element {
  const { member, here, own, editable, deeds } = props;
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
            onValue={next => {
              deeds.give(member, next);
            }}
          />
          {!own && (
            <IconButton sign="delete" label={words.__('Remove %1', member.display_name)} onClick={() => void deeds.remove(member)} />
          )}
        </span>
      ) : (
        <span className="tw-Item-detail">{member.role && roleName(member.role, words)}</span>
      )}
    </li>
  );
});
