/** A link to give away: to copy, as a QR code, and large for a projector. */

import type * as React from 'react';
import { useMemo, useRef } from 'react';
import { encode } from 'uqr';

import { TextField } from '../common/TextField';
import type { Reach, Words } from '../host';
import { useHost, useWords } from '../host';

/** Props of `InvitationLink`. */
export interface InvitationLinkProps {
  /** The link as the server made it. */
  url: string;
  onAnother: () => void;
}

/** The link with what it can do. */
export function InvitationLink({ url, onAnother }: InvitationLinkProps): React.JSX.Element {
  const words = useWords();
  const host = useHost();
  const large = useRef<HTMLDialogElement>(null);
  const { link, reach } = useMemo(() => host.inviteLink(url), [host, url]);
  const form = useRef<HTMLDivElement>(null);
  const copy = async (): Promise<void> => {
    try {
      await host.copy(link);
      host.notify({ kind: 'success', text: words.__('The link has been copied.') });
    } catch (error) {
      console.warn('The clipboard was refused:', error);
      mark(form.current?.querySelector('input'));
      host.notify({ kind: 'warning', text: words.__('The browser does not allow copying. The link is marked: press Ctrl+C.') });
    }
  };
  return (
    <div className="tw-Form" ref={form}>
      <TextField
        label={words.__('Send this link, or let them scan the code')}
        readOnly
        autoFocus
        dir="ltr"
        value={link}
        onFocus={event => {
          mark(event.target);
        }}
      />
      <QrCode text={link} label={words.__('QR code of the link')} />
      {reach.map(each => (
        <p key={each} className="tw-Hint">
          {reachSentence(each, words)}
        </p>
      ))}
      <div className="tw-Bar">
        <button type="button" className="tw-Button" data-main onClick={() => void copy()}>
          {words.__('Copy')}
        </button>
        <button type="button" className="tw-Button" onClick={() => large.current?.showModal()}>
          {words.__('Show large')}
        </button>
        <button type="button" className="tw-Button" onClick={onAnother}>
          {words.__('Another link')}
        </button>
      </div>
      <dialog
        ref={large}
        className="tw-Projected"
        aria-label={words.__('Invitation')}
        onKeyDown={event => {
          if (event.key === 'Escape') {
            event.preventDefault(); // it alone is closed, nothing that was opened before it
            large.current?.close();
          }
        }}
      >
        <QrCode text={link} label={words.__('QR code of the link')} />
        <p className="tw-Projected-link">{link}</p>
        <button type="button" className="tw-Button" onClick={() => large.current?.close()}>
          {words.__('Close')}
        </button>
      </dialog>
    </div>
  );
}

/** All of it is marked to be copied, and the start is seen: marked forwards, a field shows its end. */
function mark(field: HTMLInputElement | null | undefined): void {
  if (field) {
    field.setSelectionRange(0, field.value.length, 'backward');
    field.scrollLeft = 0;
  }
}

/** Black on white in every theme: cameras do not read the other way round. */
function QrCode({ text, label }: { text: string; label: string }): React.JSX.Element {
  const { size, data } = useMemo(() => encode(text, { border: 2 }), [text]);
  const path = data
    .flatMap((row, y) => row.map((dark, x) => (dark ? `M${x} ${y}h1v1h-1z` : '')))
    .join('');
  return (
    <svg className="tw-Qr" viewBox={`0 0 ${size} ${size}`} role="img" aria-label={label}>
      <path d={path} />
    </svg>
  );
}

function reachSentence(reach: Reach, words: Words): string {
  switch (reach) {
    case 'this computer':
      return words.__(
        'This link works only on this computer. To open it to the network, start the server with: %1',
        'jupyter timewarp --ip=0.0.0.0'
      );
    case 'whole server':
      return words.__(
        'Careful: this link also gives full access to this server, because people sign in with its token.'
      );
    case 'school account':
      return words.__('People sign in with their school account, then they are in.');
    case 'sign in':
      return words.__('People sign in to this server first, then they are in.');
  }
}
