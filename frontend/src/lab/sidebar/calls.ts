/** Tells this person when somebody calls them in the chat while they do not look at it. */

import { Notification as LabNotification } from '@jupyterlab/apputils';
import type { TranslationBundle } from '@jupyterlab/translation';

import type { MessageEvent, ServerEvent } from '../../core/records';
import type { RoomList } from '../../core/roomList';
import type { RoomSession } from '../../core/roomSession';
import { lookOf } from '../../ui/chat/people';
import { isolated } from '../../ui/common/isolated';
import { shortened } from '../../ui/common/shortened';
import type { IPreferences } from '../preferences/preferences';

const LONGEST = 140;
const NOTICE_MS = 10_000;

/** What it needs. */
export interface CallParts {
  list: RoomList;
  preferences: IPreferences;
  /** Whether the chat is in front of the person. */
  isLookedAt: () => boolean;
  showChat: () => void;
  trans: TranslationBundle;
}

/** Listen to the room that is open, and to each that is opened after it. */
export function announceCalls(parts: CallParts): void {
  parts.list.eachSession(session =>
    session?.onEvent(event => {
      if (isCall(event, session)) {
        announce(event, session, parts);
      }
    })
  );
  parts.preferences.store.subscribe((state, before) => {
    if (state.desktopNotifications && !before.desktopNotifications) {
      askForDesktop();
    }
  });
}

function isCall(event: ServerEvent, session: RoomSession): event is MessageEvent {
  const { username } = session.store.getState();
  return event.type === 'chat.posted' && event.author !== username && event.mentions.includes(username);
}

function announce(event: MessageEvent, session: RoomSession, parts: CallParts): void {
  const { preferences, isLookedAt, showChat, trans } = parts;
  const { notifyMentions, desktopNotifications } = preferences.store.getState();
  if (isLookedAt()) {
    return;
  }
  // A notice is plain text, and long: neither a name nor a message turns the sentence around.
  const name = isolated(shortened(lookOf(session.store.getState(), event.author).name, LONGEST));
  const text = shortened(event.body, LONGEST);
  if (notifyMentions) {
    LabNotification.info(trans.__('%1 calls you: %2', name, isolated(text)), {
      autoClose: NOTICE_MS,
      actions: [{ label: trans.__('Show'), callback: showChat }]
    });
  }
  // A window beside another one may be seen, and yet not be looked at.
  if (desktopNotifications && !document.hasFocus() && typeof Notification !== 'undefined') {
    tellOnDesktop(trans.__('%1 calls you', name), text, event.id, showChat);
  }
}

/** The browser asks the person once, when they choose it: not when somebody calls and nobody looks. */
function askForDesktop(): void {
  if (typeof Notification === 'undefined' || Notification.permission !== 'default') {
    return;
  }
  Notification.requestPermission().catch((error: unknown) => {
    console.warn('This browser could not ask for notifications:', error);
  });
}

/** Its text is plain, whatever a message holds. */
function tellOnDesktop(title: string, body: string, tag: string, showChat: () => void): void {
  if (Notification.permission === 'granted') {
    const notice = new Notification(title, { body, tag });
    notice.onclick = () => {
      window.focus();
      showChat();
    };
  }
}
