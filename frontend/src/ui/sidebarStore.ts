/** What the sidebar shows. */

import type { StoreApi } from 'zustand/vanilla';
import { createStore } from 'zustand/vanilla';

import type { Revision } from '../core/records';

/** The parts of a room, in order. */
export const TABS = ['people', 'chat', 'activity', 'history'] as const;

/** One of them. */
export type Tab = (typeof TABS)[number];

/** The ways to look back at a program. */
export type View = 'versions' | 'playback' | 'authors';

/** What lies over the parts of a room. */
export type Sheet = 'invite' | 'members' | 'settings' | 'copy' | null;

/** The facts. */
export interface SidebarState {
  tab: Tab;
  sheet: Sheet;
  /** The folder a new room is made of; null while none is being made, empty for a new folder. */
  making: string | null;
  /** Somebody wants to change how they appear: the form opens once. */
  naming: boolean;
  /** Whether a room is being made from an archive. */
  importing: boolean;
  /** Whether somebody has an invitation to come in by. */
  invited: boolean;
  /** Whether a program is being made. */
  newProgram: boolean;
  /** The program that is being renamed; null if none is. */
  renaming: string | null;
  /** Whether deleted programs are shown. */
  deletedPrograms: boolean;
  /** Whether the chat is being searched. */
  searching: boolean;
  /** How one looks back at the program. */
  view: View;
  /** The program of the room that is open in the editor; null if none is. */
  document: string | null;
  /** A version that is to be compared with the program as it is; null once that is shown. */
  comparing: { document: string; revision: Revision } | null;
  /** Who is followed; null if nobody is. */
  following: string | null;
}

export type SidebarStore = StoreApi<SidebarState>;

/** What is open within a room; another room begins without. */
export const NOTHING_OPEN = {
  newProgram: false,
  renaming: null,
  deletedPrograms: false,
  searching: false,
  view: 'versions'
} as const satisfies Partial<SidebarState>;

/** A sidebar that shows its first part. */
export function createSidebarStore(): SidebarStore {
  return createStore<SidebarState>(() => ({
    tab: 'people',
    sheet: null,
    making: null,
    importing: false,
    invited: false,
    ...NOTHING_OPEN,
    naming: false,
    document: null,
    comparing: null,
    following: null
  }));
}
