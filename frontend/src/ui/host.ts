/** What the panels ask of the program around them, so that they run in JupyterLab and on a page of their own. */

import type * as React from 'react';
import { createContext, useContext } from 'react';

import type { KeptPosts, Shelf } from '../core/keptPosts';
import type { RoomApi } from '../core/roomApi';
import type { Mention } from './chat/mentions';

/** Texts in the person's language, as gettext has them. */
export interface Words {
  __(text: string, ...values: unknown[]): string;
  _n(singular: string, plural: string, count: number, ...values: unknown[]): string;
}

/** A question before something that is hard to undo. */
export interface Question {
  title: string;
  text: string;
  accept: string;
  danger?: boolean;
}

/** A short message that may offer one thing to do. */
export interface Notice {
  kind: 'info' | 'success' | 'warning' | 'error';
  text: string;
  action?: { label: string; run: () => void };
}

/** A message that stays while something goes on. */
export interface ProgressNotice {
  /** So many bytes have come, of so many; null where nobody knows. */
  told(done: number, total: number | null): void;
  /** It is over: what came of it; null where there is nothing to say. */
  end(notice: Notice | null): void;
}

/** A place in a program: lines from 1, columns from 0. */
export interface Jump {
  line: number;
  endLine?: number;
  column?: number;
}

/** Lines of a program that were marked to talk about. */
export interface Selected {
  document: string;
  line: number;
  endLine: number;
  text: string;
}

/** What an invitation link can do besides opening the room: each of these is said. */
export type Reach = 'this computer' | 'whole server' | 'school account' | 'sign in';

/** What stands on a button without words; each host draws it in its own style. */
export type Sign = 'back' | 'close' | 'delete' | 'members' | 'refresh' | 'rename' | 'reply' | 'search' | 'settings';

/** Props of the host's `Markdown`. */
export interface MarkdownProps {
  text: string;
  /** Whose names are marked in it. */
  mentions: readonly Mention[];
}

/** The program around the panels. */
export interface Host {
  readonly words: Words;
  readonly api: RoomApi;
  /** What is kept in this browser for this person; null where nothing can be. */
  readonly shelf: Shelf | null;
  /** A text as Markdown, rendered and made harmless. */
  readonly Markdown: React.ComponentType<MarkdownProps>;
  /** The icon of a program by its path. */
  readonly FileIcon: React.ComponentType<{ path: string }>;
  /** A sign as it stands on buttons: decoration, the button says what it does. */
  readonly Icon: React.ComponentType<{ sign: Sign }>;
  /** Open a file of the workspace. */
  open(path: string, jump?: Jump): void;
  /** The posts and drafts of this person in a room. */
  kept(room: string): KeptPosts;
  /** A link as it is to be given away. */
  inviteLink(url: string): { link: string; reach: readonly Reach[] };
  /** Ask; false is no. */
  confirm(question: Question): Promise<boolean>;
  notify(notice: Notice): void;
  /** Tell what goes on with no panel that shows it; `stop` ends it, null where it cannot be. */
  progress(label: string, stop: (() => void) | null): ProgressNotice;
  /** Download what is at a path below the base URL. */
  download(path: string): void;
  /** The user name of who uses this tab; null for the first person of the browser, and where that is nobody else. */
  readonly tabPerson: string | null;
  /** Be somebody else in this tab; the page is loaded anew. */
  become(username: string | null): void;
  /** Sign in again, and come back here. */
  signIn(): void;
  /** Give a file to the person, as a download. */
  save(name: string, file: Blob): void;
  /** Put a text where it can be pasted. */
  copy(text: string): Promise<void>;
}

const HostContext = createContext<Host | null>(null);

/** Gives the host to all panels inside. */
export const HostProvider = HostContext.Provider;

/** The program around. Throws outside of a `HostProvider`. */
export function useHost(): Host {
  const host = useContext(HostContext);
  if (!host) {
    throw new Error('a panel needs a host');
  }
  return host;
}

/** Texts in the person's language. */
export function useWords(): Words {
  return useHost().words;
}
