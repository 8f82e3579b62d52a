/** Settings and workspaces that the server does not take, or is not asked to, are kept in the browser. */

import type { Setting, Workspace } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';

import type { Kept } from './kept';

const FORBIDDEN = 403;

/** What each of the two is given. */
export interface Keeping {
  kept: Kept;
  /** Resolves when it is known who the person is. */
  ready: () => Promise<unknown>;
}

/**
 * Settings that the server refuses with 403 are this person's in this browser; those of `personal` always are.
 * What the server has stays the default of what was not chosen here.
 */
export function keepSettings(manager: Setting.IManager, personal: string, { kept, ready }: Keeping): void {
  const save = manager.save.bind(manager);
  const fetch = manager.fetch.bind(manager);
  const list = manager.list.bind(manager);
  const own = <T extends { id: string; raw: string }>(plugin: T): T => {
    const raw = kept.get(plugin.id);
    return raw === null ? plugin : { ...plugin, raw };
  };
  const saved = refusable((id: string, raw: string) => save(id, raw));
  manager.save = async (id, raw) => {
    await ready();
    if (id !== personal && (await saved(id, raw))) {
      kept.drop(id);
    } else {
      kept.set(id, raw);
    }
  };
  manager.fetch = async id => {
    const [plugin] = await Promise.all([fetch(id), ready()]);
    return own(plugin);
  };
  manager.list = async query => {
    const [{ ids, values }] = await Promise.all([list(query), ready()]);
    return { ids, values: values.map(own) };
  };
}

/** Layouts that the server refuses with 403 are this person's in this browser. */
export function keepWorkspaces(manager: Workspace.IManager, { kept, ready }: Keeping): void {
  const save = manager.save.bind(manager);
  const fetch = manager.fetch.bind(manager);
  const saved = refusable((id: string, workspace: Workspace.IWorkspace) => save(id, workspace));
  manager.save = async (id, workspace) => {
    await ready();
    if (await saved(id, workspace)) {
      kept.drop(id);
    } else {
      kept.set(id, JSON.stringify(workspace));
    }
  };
  manager.fetch = async id => {
    await ready();
    const own = parsed(kept.get(id));
    return own ?? fetch(id);
  };
}

/** Whether something was saved; false when it was refused, and from then on without asking again. */
function refusable<Value>(save: (id: string, value: Value) => Promise<unknown>): (id: string, value: Value) => Promise<boolean> {
  let refused = false;
  return async (id, value) => {
    if (refused) {
      return false;
    }
    try {
      await save(id, value);
      return true;
    } catch (error) {
      if (error instanceof ServerConnection.ResponseError && error.response.status === FORBIDDEN) {
        refused = true;
        return false;
      }
      throw error;
    }
  };
}

function parsed(text: string | null): Workspace.IWorkspace | null {
  try {
    return text === null ? null : (JSON.parse(text) as Workspace.IWorkspace);
  } catch (error) {
    if (error instanceof SyntaxError) {
      console.warn('The layout that was kept cannot be read:', error);
      return null;
    }
    throw error;
  }
}
