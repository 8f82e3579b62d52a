/** Commands for what was said and done: chat, activity, history. */

import { activityExportPath } from '../../core/roomApi';
import { COMMANDS } from './ids';
import type { CommandParts } from './parts';
import { addDeed, addShow } from './parts';

/** For chat, activity and history. */
export function addPastCommands(parts: CommandParts): void {
  const { host, trans } = parts.sidebar;
  const history = { tab: 'history', sheet: null } as const;
  addShow(parts, COMMANDS.chat, trans.__('Show the Chat'), { tab: 'chat', sheet: null, searching: false });
  addShow(parts, COMMANDS.search, trans.__('Search the Chat…'), { tab: 'chat', sheet: null, searching: true });
  addShow(parts, COMMANDS.activity, trans.__('Show the Activity'), { tab: 'activity', sheet: null });
  addDeed(parts, COMMANDS.exportActivity, trans.__('Export the Activity'), session => {
    host.download(activityExportPath(session.id, 'csv', session.activity.store.getState().filter));
  });
  addShow(parts, COMMANDS.history, trans.__('Show the History of the Program'), { ...history, view: 'versions' });
  addShow(parts, COMMANDS.playback, trans.__('Play Back How the Program Was Written'), { ...history, view: 'playback' });
  addShow(parts, COMMANDS.shares, trans.__('Show Who Wrote How Much'), { ...history, view: 'authors' });
}
