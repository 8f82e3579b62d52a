/** Commands for the programs of a room, and the one that is edited. */

import { attach } from '../../ui/chat/composerStore';
import { deleteProgram } from '../../ui/programs/deleteProgram';
import { COMMANDS } from './ids';
import type { CommandParts } from './parts';
import { addDeed, addShow, inRoom } from './parts';

/** For programs. */
export function addProgramCommands(parts: CommandParts): void {
  const { app, sidebar, preferences } = parts;
  const { editing, host, list, store, trans } = sidebar;
  const isEditing = (): boolean => editing.current() !== null;
  const isEnabled = (): boolean => inRoom(parts) && store.getState().document !== null;
  const inList = { tab: 'people', sheet: null } as const;
  addShow(parts, COMMANDS.newProgram, trans.__('New Program…'), { ...inList, newProgram: true });
  addShow(parts, COMMANDS.deletedPrograms, trans.__('Bring a Program Back…'), { ...inList, deletedPrograms: true });
  addDeed(
    parts,
    COMMANDS.renameProgram,
    trans.__('Rename This Program…'),
    () => {
      sidebar.reveal();
      store.setState({ ...inList, renaming: store.getState().document });
    },
    { isEnabled }
  );
  addDeed(
    parts,
    COMMANDS.deleteProgram,
    trans.__('Delete This Program'),
    async session => {
      const program = session.store.getState().documents[store.getState().document ?? ''];
      if (program) {
        await deleteProgram(host, session, program);
      }
    },
    { isEnabled }
  );
  app.commands.addCommand(COMMANDS.share, {
    label: trans.__('Share Selection in Chat'),
    isEnabled: isEditing,
    isVisible: isEditing,
    execute: () => {
      const selected = editing.selected();
      if (selected && list.session) {
        attach(list.session, selected);
        sidebar.reveal();
        store.setState({ tab: 'chat', sheet: null });
      }
    }
  });
  const authorsAreShown = (): boolean => preferences.store.getState().showAuthors;
  app.commands.addCommand(COMMANDS.authors, {
    label: trans.__('Show Who Wrote Each Line'),
    isToggled: authorsAreShown,
    isVisible: isEditing,
    execute: () => {
      preferences.choose({ showAuthors: !authorsAreShown() });
    }
  });
  preferences.store.subscribe(() => {
    app.commands.notifyCommandChanged(COMMANDS.authors);
  });
}
