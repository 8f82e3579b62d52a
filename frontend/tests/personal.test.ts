// @vitest-environment jsdom
/** Settings and layouts where the server takes none: kept in this browser for the person, and nobody else. */

import type { Setting, Workspace } from '@jupyterlab/services';
import { ServerConnection } from '@jupyterlab/services';
import { beforeEach, describe, expect, it, vi } from 'vitest';

import { Kept } from '../src/lab/personal/kept';
import { keepSettings, keepWorkspaces } from '../src/lab/personal/managers';

const OURS = 'timewarp-jupyter:plugin';
const THEMES = '@jupyterlab/apputils-extension:themes';
const ready = (): Promise<void> => Promise.resolve();

let username = 'ana';
let answer = 204;
const saved: [id: string, value: unknown][] = [];

/** A server's part: what is saved is answered with `answer`. */
function save(id: string, value: unknown): Promise<void> {
  saved.push([id, value]);
  return answer === 204
    ? Promise.resolve()
    : Promise.reject(new ServerConnection.ResponseError(new Response('', { status: answer })));
}

function kept(kind: string): Kept {
  return new Kept(localStorage, () => `timewarp:/:${username}:${kind}:`);
}

beforeEach(() => {
  localStorage.clear();
  saved.length = 0;
  answer = 204;
  username = 'ana';
});

describe('settings', () => {
  const plugin = (id: string): { id: string; raw: string } => ({ id, raw: '{"from": "server"}' });
  const settings = (): Setting.IManager => {
    const manager = {
      save,
      fetch: (id: string) => Promise.resolve(plugin(id)),
      list: () => Promise.resolve({ ids: [OURS, THEMES], values: [plugin(OURS), plugin(THEMES)] })
    } as unknown as Setting.IManager;
    keepSettings(manager, OURS, { kept: kept('settings'), ready });
    return manager;
  };

  it('of ours never leave the browser, and what was not chosen is as the server has it', async () => {
    const manager = settings();
    expect((await manager.fetch(OURS)).raw).toBe('{"from": "server"}');
    await manager.save(OURS, '{"showAuthors": true}');
    expect(saved).toEqual([]);
    expect((await manager.fetch(OURS)).raw).toBe('{"showAuthors": true}');
    username = 'bo';
    expect((await manager.fetch(OURS)).raw).toBe('{"from": "server"}');
  });

  it('of JupyterLab go to the server where it takes them', async () => {
    await settings().save(THEMES, '{}');
    expect(saved).toEqual([[THEMES, '{}']]);
    expect(kept('settings').ids()).toEqual([]);
  });

  it('that are refused stay here, and the server is not asked again', async () => {
    answer = 403;
    const manager = settings();
    await manager.save(THEMES, '{"theme": "JupyterLab Dark"}');
    await manager.save(THEMES, '{"theme": "JupyterLab Light"}');
    expect(saved).toHaveLength(1);
    expect(kept('settings').ids()).toEqual([THEMES]);
    const { values } = await settings().list();
    expect(values.map(each => each.raw)).toEqual(['{"from": "server"}', '{"theme": "JupyterLab Light"}']);
  });

  it('that are taken again are no longer kept here', async () => {
    kept('settings').set(THEMES, '{}');
    await settings().save(THEMES, '{"theme": "JupyterLab Light"}');
    expect(kept('settings').ids()).toEqual([]);
  });

  it('that fail otherwise fail', async () => {
    answer = 500;
    await expect(settings().save(THEMES, '{}')).rejects.toThrow();
    expect(kept('settings').ids()).toEqual([]);
  });
});

describe('layouts', () => {
  const layout = (id: string): Workspace.IWorkspace => ({ data: { open: 'left' }, metadata: { id } });
  const workspaces = (): Workspace.IManager => {
    const manager = { save, fetch: () => Promise.resolve({ data: {}, metadata: { id: 'server' } }) } as unknown as Workspace.IManager;
    keepWorkspaces(manager, { kept: kept('workspace'), ready });
    return manager;
  };

  it('that are refused are there the next time', async () => {
    answer = 403;
    await workspaces().save('default', layout('default'));
    expect(await workspaces().fetch('default')).toEqual(layout('default'));
    expect((await workspaces().fetch('other')).metadata.id).toBe('server');
  });

  it('that were spoiled here come from the server', async () => {
    vi.spyOn(console, 'warn').mockImplementation(() => undefined);
    kept('workspace').set('default', '{');
    expect((await workspaces().fetch('default')).metadata.id).toBe('server');
  });
});
