/** What the server says of itself in the page, so that nothing has to wait for the network. */

import { PageConfig } from '@jupyterlab/coreutils';

/** The page option `timewarp`. */
export interface PageOption {
  enabled: boolean;
  version: string;
}

/** Null where the server has no Time Warp extension. */
export function readPageOption(): PageOption | null {
  const json = PageConfig.getOption('timewarp');
  if (json === '') {
    return null;
  }
  const option = JSON.parse(json) as Partial<PageOption>;
  return { enabled: option.enabled === true, version: option.version ?? '' };
}
