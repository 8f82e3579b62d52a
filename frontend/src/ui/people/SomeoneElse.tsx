/** Two pupils at one computer: who uses this tab. */

import type * as React from 'react';
import { useEffect, useState } from 'react';

import type { Other } from '../../core/records';
import { Isolated, named } from '../common/isolated';
import { Problem } from '../common/Problem';
import { useAttempt } from '../common/useAttempt';
import { useHost, useWords } from '../host';

/** The others who have used this browser, and somebody new. What is chosen holds for this tab only. */
export function SomeoneElse(): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const [others, setOthers] = useState<readonly Other[]>([]);
  const { problem, busy, attempt } = useAttempt();
  useEffect(() => {
    void attempt(async () => {
      setOthers(await host.api.others());
    });
  }, [attempt, host]);
  const begin = (): void => {
    void attempt(async () => {
      host.become((await host.api.someoneElse()).username);
    });
  };
  return (
    <fieldset className="tw-Others">
      <legend>{words.__('Is somebody else using this tab?')}</legend>
      <p className="tw-Hint">
        {words.__(
          'Two people at one computer open two tabs. Each has a name, a role and a history of their own. Notebooks and terminals do not tell them apart.'
        )}
      </p>
      <div className="tw-Bar">
        {host.tabPerson !== null && (
          <button type="button" className="tw-Button" onClick={() => { host.become(null); }}>
            {words.__('I am the first person again')}
          </button>
        )}
        {others
          .filter(each => each.username !== host.tabPerson)
          .map(each => (
            <button key={each.username} type="button" className="tw-Button" onClick={() => { host.become(each.username); }}>
              <Isolated text={words.__('I am %1', named(each.display_name))} />
            </button>
          ))}
        <button type="button" className="tw-Button" disabled={busy} onClick={begin}>
          {words.__('I am someone else here')}
        </button>
      </div>
      <Problem text={problem} />
    </fieldset>
  );
}
