// @vitest-environment jsdom
/** JupyterLab's own commands in front of a program that cannot be changed. */

import type { JupyterFrontEnd } from '@jupyterlab/application';
import { CommandRegistry } from '@lumino/commands';
import { Signal } from '@lumino/signaling';
import type { Widget } from '@lumino/widgets';
import { beforeEach, expect, it, vi } from 'vitest';

import type { Writable } from '../src/lab/provider/programs';
import { ReadOnlyMenus } from '../src/lab/roles/menus';

const UNDO = 'fileeditor:undo';
const SAVE = 'docmanager:save';

const fakeWidget = (): Widget => ({}) as unknown as Widget;

/** A program, and how its role changes. */
class Program {
  readonly live = null;
  readonly changed = new Signal<this, void>(this);
  readonly widget = fakeWidget();
  readonly provider = this as unknown as Writable;

  constructor(public readOnly: boolean) {}

  becomes(readOnly: boolean): void {
    this.readOnly = readOnly;
    this.changed.emit();
  }
}

let commands: CommandRegistry;
let shell: { currentWidget: Widget | null };
let menus: ReadOnlyMenus;
let heard: string[];

beforeEach(() => {
  commands = new CommandRegistry();
  for (const id of [UNDO, SAVE]) {
    commands.addCommand(id, { execute: vi.fn() });
  }
  shell = { currentWidget: null };
  menus = new ReadOnlyMenus({ commands, shell } as unknown as JupyterFrontEnd);
  heard = [];
  commands.commandChanged.connect((_, { id = '' }) => {
    heard.push(`${id} ${commands.isEnabled(id)}`);
  });
});

it('cannot be chosen, but for saving, and are told of when that changes', () => {
  const program = new Program(false);
  menus.add(program);
  shell.currentWidget = program.widget;
  expect(commands.isEnabled(UNDO)).toBe(true);
  program.becomes(true);
  expect([UNDO, SAVE].map(id => commands.isEnabled(id))).toEqual([false, true]);
  program.becomes(true);
  program.becomes(false);
  expect(heard).toEqual([`${UNDO} false`, `${UNDO} true`]);
});

it('can be chosen in front of anything else, and never where JupyterLab says no', () => {
  const [mine, theirs] = [new Program(false), new Program(true)];
  menus.add(mine);
  menus.add(theirs);
  for (const [widget, can] of [[theirs.widget, false], [mine.widget, true], [fakeWidget(), true], [null, true]] as const) {
    shell.currentWidget = widget;
    expect(commands.isEnabled(UNDO)).toBe(can);
  }
  commands.addCommand('fileeditor:redo', { execute: vi.fn(), isEnabled: () => false });
  expect(commands.isEnabled('fileeditor:redo')).toBe(false);
  expect(commands.isEnabled('fileeditor:none')).toBe(false);
});

it('hear nothing more of a program that is closed', () => {
  const program = new Program(false);
  menus.add(program)();
  program.becomes(true);
  expect(heard).toEqual([]);
});
