/** JupyterLab as the program around the panels. */

import { Dialog, Notification, showDialog } from '@jupyterlab/apputils';
import { PageConfig, URLExt } from '@jupyterlab/coreutils';
import type { DocumentRegistry } from '@jupyterlab/docregistry';
import type { IRenderMimeRegistry } from '@jupyterlab/rendermime';
import type { ServerConnection } from '@jupyterlab/services';
import type { TranslationBundle } from '@jupyterlab/translation';
import { fileIcon, LabIcon } from '@jupyterlab/ui-components';
import type * as React from 'react';

import { KeptPosts } from '../../core/keptPosts';
import type { RoomApi } from '../../core/roomApi';
import type { Host, Jump, Notice, Question } from '../../ui/host';
import { copyText } from '../clipboard';
import { Icon } from '../icons';
import { become, tabPerson } from '../person/tab';
import { browserStore } from '../personal/browser';
import { wordsOf } from '../words';
import { inviteLink } from './inviteLink';
import { makeMarkdown } from './markdown';
import { optionsOf, progressNotice } from './progress';

const READ_MS = 60_000;

/** What the host is made of. */
export interface LabHostOptions {
  api: RoomApi;
  settings: ServerConnection.ISettings;
  trans: TranslationBundle;
  rendermime: IRenderMimeRegistry | null;
  docRegistry: DocumentRegistry;
  open: (path: string, jump?: Jump) => void;
  /** Under which something of this person is kept in the browser. */
  personal: (what: string) => string;
}

/** The host of the panels in JupyterLab. */
export function makeLabHost(options: LabHostOptions): Host {
  const { api, settings, trans, rendermime, docRegistry, open, personal } = options;
  const shelf = browserStore();
  return {
    words: wordsOf(trans),
    api,
    shelf,
    Markdown: makeMarkdown(rendermime),
    FileIcon: makeFileIcon(docRegistry),
    Icon,
    open,
    kept: room => new KeptPosts(shelf, personal(room)),
    inviteLink: url => inviteLink(url, PageConfig.getToken(), PageConfig.getOption('hubPrefix') !== ''),
    confirm: question => confirm(question, trans),
    notify,
    progress: (label, stop) => progressNotice(label, stop, trans),
    download: path => {
      const [where = '', query] = path.split('?');
      const told = tabPerson.told(new URLSearchParams(query)).toString();
      download(URLExt.join(settings.baseUrl, where) + (told === '' ? '' : `?${told}`));
    },
    tabPerson: tabPerson.username,
    become,
    signIn: () => {
      window.location.reload(); // the server asks who it is, and leads back
    },
    save: (name, file) => {
      const url = URL.createObjectURL(file);
      download(url, name);
      // The browser reads it after the click.
      setTimeout(() => {
        URL.revokeObjectURL(url);
      }, READ_MS);
    },
    copy: copyText
  };
}

async function confirm(question: Question, trans: TranslationBundle): Promise<boolean> {
  const accept = question.danger === true ? Dialog.warnButton : Dialog.okButton;
  const { button } = await showDialog({
    title: question.title,
    body: question.text,
    buttons: [Dialog.cancelButton({ label: trans.__('Cancel') }), accept({ label: question.accept })],
    defaultButton: question.danger === true ? 0 : 1
  });
  return button.accept;
}

function notify(notice: Notice): void {
  Notification.emit(notice.text, notice.kind, optionsOf(notice));
}

function makeFileIcon(docRegistry: DocumentRegistry): React.ComponentType<{ path: string }> {
  return function FileIcon({ path }: { path: string }): React.JSX.Element {
    const type = docRegistry.getFileTypesForPath(path)[0];
    const icon = LabIcon.resolve({ icon: type?.icon ?? fileIcon });
    return <icon.react tag="span" className="tw-FileIcon" aria-hidden="true" />;
  };
}

function download(url: string, name = ''): void {
  const link = document.createElement('a');
  link.href = url;
  link.download = name;
  document.body.append(link);
  link.click();
  link.remove();
}
