/** Commands for the programs of a room, and the one that is edited. */

import type { Document } from '../../core/records';
import { attach } from '../../ui/chat/composerStore';
import { deleteProgram } from '../../ui/programs/deleteProgram';
import { COMMANDS } from './ids';
import type { CommandParts } from './parts';
import { addDeed, addShow, canChange, stateOf } from './parts';

/** For programs. */
export function addProgramCommands(parts: CommandParts): void {
  const { app, sidebar, preferences } = parts;
  const { editing, host, list, store, trans } = sidebar;
  const isEditing = (): boolean => editing.current() !== null;
  const ofWriters = { isEnabled: () => canChange(parts) };
  // The program in front may be of another room than the one that is open.
  const program = (): Document | undefined => stateOf(parts)?.documents[store.getState().document ?? ''];
  const ofWritersHere = { isEnabled: () => canChange(parts) && program() !== undefined };
  const inList = { tab: 'people', sheet: null } as const;
  addShow(parts, COMMANDS.newProgram, trans.__('New Program…'), { ...inList, newProgram: true }, ofWriters);
  const deleted = { ...inList, deletedPrograms: true };
  addShow(parts, COMMANDS.deletedPrograms, trans.__('Bring a Program Back…'), deleted, ofWriters);
  addDeed(
    parts,
    COMMANDS.renameProgram,
    trans.__('Rename This Program…'),
    () => {
      sidebar.reveal();
      store.setState({ ...inList, renaming: store.getState().document });
    },
    ofWritersHere
  );
  addDeed(
    parts,
    COMMANDS.deleteProgram,
    trans.__('Delete This Program'),
    async session => {
      const found = program();
      if (found) {
        await deleteProgram(host, session, found);
      }
    },
    ofWritersHere
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
