/** What the server says of itself in the page, so that nothing has to wait for the network. */

import { PageConfig } from '@jupyterlab/coreutils';

/** What opens documents together in JupyterLab: without it no program of a room can be live. */
const COLLABORATION = '@jupyter/docprovider-extension:content-provider';

/** The page option `timewarp`. */
export interface PageOption {
  enabled: boolean;
  version: string;
}

/** Null where the server has no Time Warp extension. Not enabled, too, where jupyter-collaboration is off. */
export function readPageOption(): PageOption | null {
  const json = PageConfig.getOption('timewarp');
  if (json === '') {
    return null;
  }
  const option = JSON.parse(json) as Partial<PageOption>;
  const enabled = option.enabled === true && !PageConfig.Extension.isDisabled(COLLABORATION);
  return { enabled, version: option.version ?? '' };
}
