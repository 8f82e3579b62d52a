/** JupyterLab's own commands that would change the program in front cannot be chosen while it cannot be changed. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import type { Widget } from '@lumino/widgets';

import type { Writable } from '../provider/programs';
import { onReadOnly } from '../provider/programs';

/** Saving stays: it says why there is nothing to save, and offers to bring back what was deleted. */
const CHANGING: readonly string[] = [
  'fileeditor:undo',
  'fileeditor:redo',
  'fileeditor:cut',
  'fileeditor:paste',
  'fileeditor:replace-selection',
  'documentsearch:startWithReplace',
  'docmanager:rename',
  'docmanager:delete',
  'docmanager:restore-checkpoint'
];

/** Asked for menus, shortcuts and the palette. What is done all the same is refused by the program itself. */
export class ReadOnlyMenus {
  private readonly programs = new WeakMap<Widget, Writable>();

  constructor(private readonly app: Pick<JupyterFrontEnd, 'commands' | 'shell'>) {
    const { commands } = app;
    const isEnabled = commands.isEnabled.bind(commands);
    // Those who made these commands left no way to add a condition.
    commands.isEnabled = (id, args) => isEnabled(id, args) && !(CHANGING.includes(id) && this.isShut());
  }

  /** One more program is open. Answers how to stop. */
  add({ widget, provider }: { widget: Widget; provider: Writable }): () => void {
    this.programs.set(widget, provider);
    return onReadOnly(provider, () => {
      this.announce();
    });
  }

  private isShut(): boolean {
    const { currentWidget } = this.app.shell;
    return currentWidget !== null && this.programs.get(currentWidget)?.readOnly === true;
  }

  private announce(): void {
    for (const id of CHANGING) {
      if (this.app.commands.hasCommand(id)) {
        this.app.commands.notifyCommandChanged(id);
      }
    }
  }
}
